import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { ID_BYTES, idBytes, idText, NO_ID, randomId } from '../../src/network/random-id.ts';

test('an ID is 16 random bytes, written as hexadecimal digits', () => {
  const ids = new Set(Array.from({ length: 1000 }, () => randomId(nativeBackend.random)));
  assert.equal(ids.size, 1000);
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/u);
  assert.equal(ID_BYTES, 16);
});

test('its two forms are those of Node’s own conversion', () => {
  for (const id of [NO_ID, 'ff'.repeat(16), randomId(nativeBackend.random), '000102030405060708090a0b0c0d0e0f']) {
    assert.deepEqual(Buffer.from(idBytes(id)), Buffer.from(id, 'hex'));
    assert.equal(idText(Buffer.from(id, 'hex')), id);
  }
});
