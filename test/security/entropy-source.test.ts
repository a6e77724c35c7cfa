import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { systemSource } from '../../src/security/entropy-source.ts';

test('the system generates as many bytes as are wanted, other ones each time', async () => {
  const source = systemSource(nativeBackend.random);
  const [first, second] = [await source.read(64), await source.read(64)];
  assert.equal(first.length, 64);
  assert.notDeepEqual(first, second);
  assert.equal(source.name, 'system');
  assert.ok(source.entropyBits < 8);
});
