import assert from 'node:assert/strict';
import test from 'node:test';
import {
  mayImportPackage,
  mayUseBuiltins,
  type Room,
  roomNamed,
  rooms,
  whyForbidden,
} from '../../../tools/architecture/rooms.ts';

function room(name: string): Room {
  const found = roomNamed(name);
  assert.ok(found !== undefined, `room ${name}`);
  return found;
}

test('rooms stand in an order in which each imports only those before it, so that no cycle is possible', () => {
  for (const [index, { name, mayImport }] of rooms.entries()) {
    const before = rooms.slice(0, index).map((earlier) => earlier.name);
    for (const other of mayImport) assert.ok(before.includes(other), `${name} -> ${other}`);
  }
});

test('names of rooms and of published parts are unique', () => {
  assert.equal(new Set(rooms.map(({ name }) => name)).size, rooms.length);
  const published = rooms.flatMap(({ publishedAs }) => publishedAs ?? []);
  assert.equal(new Set(published).size, published.length);
});

test('everything may import base, and base nothing', () => {
  for (const { name, mayImport } of rooms) assert.equal(mayImport.includes('base'), name !== 'base', name);
});

test('the edges forbidden on purpose say why', () => {
  assert.match(whyForbidden('handshake', 'qkd') ?? '', /a key is bytes/u);
  assert.match(whyForbidden('consensus', 'network') ?? '', /simulator/u);
  assert.match(whyForbidden('quantum', 'crypto') ?? '', /never becomes a key/u);
  for (const lower of ['crypto', 'handshake', 'network', 'qkd']) {
    assert.match(whyForbidden(lower, 'monitor') ?? '', /Logger and MetricsSink/u);
  }
  for (const inner of ['crypto', 'handshake', 'network']) {
    assert.match(whyForbidden('cli', inner) ?? '', /one way to do things/u);
  }
});

test('any other forbidden edge gets the general reason, and an allowed one none', () => {
  assert.match(whyForbidden('base', 'crypto') ?? '', /imports point down only, and base may import nothing/u);
  assert.match(whyForbidden('crypto', 'nowhere') ?? '', /no room nowhere/u);
  for (const { name, mayImport } of rooms) {
    for (const other of mayImport) assert.equal(whyForbidden(name, other), undefined);
  }
});

test('packages are allowed by name or by scope', () => {
  assert.ok(mayImportPackage(room('crypto'), '@noble/hashes'));
  assert.ok(mayImportPackage(room('crypto'), '@scure/base'));
  assert.ok(!mayImportPackage(room('crypto'), '@scure/bip39'));
  assert.ok(!mayImportPackage(room('base'), 'valibot'));
});

test("Node's own modules stay out of what must run in a browser", () => {
  assert.ok(!mayUseBuiltins(room('base'), 'src/base/system-clock.ts'));
  assert.ok(!mayUseBuiltins(room('handshake'), 'src/handshake/peer-id.ts'));
  assert.ok(!mayUseBuiltins(room('crypto'), 'src/crypto/portable-kem.ts'));
  assert.ok(!mayUseBuiltins(room('crypto'), 'src/crypto/not-native-kem.ts'));
  assert.ok(mayUseBuiltins(room('crypto'), 'src/crypto/native-kem.ts'));
  assert.ok(mayUseBuiltins(room('crypto'), 'src/crypto/key-file.ts'));
  assert.ok(mayUseBuiltins(room('network'), 'src/network/tcp-transport.ts'));
});
