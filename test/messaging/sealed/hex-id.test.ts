import assert from 'node:assert/strict';
import test from 'node:test';
import { ByteReader, isQForgeError } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { hexIdBytes, ID_BYTES, isHexId, newHexId, readHexId } from '../../../src/messaging/sealed/hex-id.ts';

test('an ID goes through its bytes and back', () => {
  const id = newHexId(nativeBackend.random);
  assert.ok(isHexId(id));
  const bytes = hexIdBytes(id);
  assert.equal(bytes.length, ID_BYTES);
  // As a view into something longer, as decoders give it.
  const reader = new ByteReader(Uint8Array.of(9, ...bytes, 9), 'test');
  reader.u8();
  assert.equal(readHexId(reader), id);
  assert.notEqual(newHexId(nativeBackend.random), id);
});

test('anything else is no ID', () => {
  for (const text of ['', '00', 'g'.repeat(32), 'A'.repeat(32), `${'0'.repeat(32)}\n`, '0'.repeat(33)]) {
    assert.ok(!isHexId(text), JSON.stringify(text));
    assert.throws(
      () => hexIdBytes(text),
      (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
    );
  }
});
