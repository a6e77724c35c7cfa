import assert from 'node:assert/strict';
import test from 'node:test';
import { argon2id } from '@noble/hashes/argon2.js';
import { SecretBytes, utf8 } from '../../src/base/index.ts';
import { nativeArgon2id } from '../../src/crypto/index.ts';
import { toHex } from './hex.ts';
import { assertRejected } from './refusal.ts';

const salt = Uint8Array.from({ length: 16 }, (_, index) => index);

test('Argon2id agrees with another implementation of RFC 9106', async () => {
  for (const [memoryKiB, passes, parallelism] of [
    [8, 1, 1],
    [64, 3, 1],
    [256, 2, 4],
  ] as const) {
    const key = await nativeArgon2id(SecretBytes.take(utf8('passphrase')), salt, { memoryKiB, passes, parallelism });
    const expected = argon2id(utf8('passphrase'), salt, { m: memoryKiB, t: passes, p: parallelism, dkLen: 32 });
    assert.equal(toHex(key.expose()), toHex(expected));
  }
});

test('the thread that asks is not blocked meanwhile', async () => {
  let turns = 0;
  const ticker = setInterval(() => turns++, 1);
  await nativeArgon2id(SecretBytes.take(utf8('passphrase')), salt, { memoryKiB: 16_384, passes: 8, parallelism: 1 });
  clearInterval(ticker);
  assert.ok(turns > 0);
});

test('work that Argon2id cannot do is a typed error', async () => {
  const passphrase = SecretBytes.take(utf8('passphrase'));
  await assertRejected('INTERNAL', () => nativeArgon2id(passphrase, salt, { memoryKiB: 1, passes: 1, parallelism: 1 }));
});
