import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatBytes } from '../../src/base/index.ts';
import { type WireUnit, WireUnits } from './wire-units.ts';

const packet = (length: number): Uint8Array =>
  Uint8Array.of(length >> 8, length & 255, ...new Uint8Array(length).fill(7));
const record = (length: number): Uint8Array =>
  Uint8Array.of(0, 0, length >> 8, length & 255, ...new Uint8Array(length));
const stream = concatBytes(packet(3), packet(300), record(17), record(1000), record(20));

for (const segmentBytes of [1, 2, 5, 5000]) {
  test(`two packets and then records are found in segments of ${segmentBytes} bytes`, () => {
    const seen: (readonly [WireUnit['kind'], number, number])[] = [];
    const units = new WireUnits(({ kind, index, bytes }) => {
      seen.push([kind, index, bytes.length]);
      return [bytes];
    });
    const out: Uint8Array[] = [];
    for (let offset = 0; offset < stream.length; offset += segmentBytes) {
      out.push(units.push(stream.subarray(offset, offset + segmentBytes)));
    }
    assert.deepEqual(seen, [
      ['packet', 0, 5],
      ['packet', 1, 302],
      ['record', 0, 21],
      ['record', 1, 1004],
      ['record', 2, 24],
    ]);
    assert.deepEqual(concatBytes(...out), stream);
  });
}

test('what an attacker makes of a unit goes on in its place', () => {
  const units = new WireUnits(({ kind, index, bytes }) => (kind === 'record' && index === 0 ? [] : [bytes, bytes]));
  const twice = [packet(3), packet(3), packet(300), packet(300), record(1000), record(1000), record(20), record(20)];
  assert.deepEqual(units.push(stream), concatBytes(...twice));
});
