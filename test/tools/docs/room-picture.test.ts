import assert from 'node:assert/strict';
import test from 'node:test';
import { rooms } from '../../../tools/architecture/rooms.ts';
import { directImports, layersOf, roomPicture } from '../../../tools/docs/room-picture.ts';

const all = new Set(rooms.map(({ name }) => name));
const named = (name: string): (typeof rooms)[number] => rooms.find((room) => room.name === name) ?? assert.fail(name);

test('every room stands above all rooms it may import', () => {
  const layers = layersOf(rooms);
  const layerOf = (name: string): number => layers.findIndex((layer) => layer.some((room) => room.name === name));
  for (const { name, mayImport } of rooms) {
    for (const other of mayImport) assert.ok(layerOf(name) < layerOf(other), `${name} above ${other}`);
  }
  assert.deepEqual(
    layers.at(-1)?.map(({ name }) => name),
    ['base'],
  );
});

test('an edge that a longer path implies is left out', () => {
  assert.deepEqual(directImports(named('handshake'), rooms), ['crypto']);
  assert.deepEqual(directImports(named('cli'), rooms), ['validator', 'daemon']);
  assert.deepEqual(directImports(named('cli'), [named('base'), named('cli')]), ['base']);
});

test('the picture shows each room once, and only rooms that are there', () => {
  const { path, text } = roomPicture(new Set(['base', 'crypto']));
  assert.equal(path, 'docs/img/rooms.svg');
  assert.equal(text.match(/class="name"/gu)?.length, 2);
  assert.equal(text.match(/class="edge"/gu)?.length, 1);
  assert.equal(roomPicture(all).text.match(/class="name"/gu)?.length, rooms.length);
});

test('no box of a full picture leaves the paper or lies on another', () => {
  const { text } = roomPicture(all);
  const [, width = '', height = ''] = /viewBox="0 0 (\d+) (\d+)"/u.exec(text) ?? [];
  const boxes = [...text.matchAll(/class="box" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/gu)].map(
    (match) => match.slice(1).map(Number),
  );
  for (const [index, [x = 0, y = 0, w = 0, h = 0]] of boxes.entries()) {
    assert.ok(x >= 0 && y >= 0 && x + w <= Number(width) && y + h <= Number(height));
    for (const [x2 = 0, y2 = 0, w2 = 0, h2 = 0] of boxes.slice(index + 1)) {
      assert.ok(x + w <= x2 || x2 + w2 <= x || y + h <= y2 || y2 + h2 <= y);
    }
  }
});
