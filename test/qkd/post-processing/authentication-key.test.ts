import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import {
  AuthenticationKey,
  authenticationSecretBytes,
  PAD_BYTES_PER_BLOCK,
} from '../../../src/qkd/post-processing/authentication-key.ts';

const secret = new SeededRandom('secret').fill(new Uint8Array(authenticationSecretBytes(2)));

test('pads are taken once, in order, each end its own', () => {
  const key = new AuthenticationKey(secret);
  assert.deepEqual(key.hashKey, secret.subarray(0, 16));
  assert.equal(key.blocksLeft, 2);
  const first = key.takePads();
  assert.deepEqual(first.alice, secret.subarray(16, 32));
  assert.deepEqual(first.bob, secret.subarray(32, 48));
  assert.deepEqual(key.takePads().alice, secret.subarray(48, 64));
  assert.equal(key.usedBits, 512);
  assert.throws(
    () => key.takePads(),
    (error) => isQForgeError(error, 'QKD_AUTHENTICATION_KEY_USED_UP') && error.details.usedBits === 512,
  );
});

test('fresh bytes go behind those that are left', () => {
  const key = new AuthenticationKey(secret);
  key.refill(new Uint8Array(PAD_BYTES_PER_BLOCK).fill(7));
  assert.equal(key.blocksLeft, 3);
  key.takePads();
  key.takePads();
  assert.deepEqual(key.takePads().alice, new Uint8Array(16).fill(7));
});

test('the secret that was handed in is copied', () => {
  const own = secret.slice();
  const key = new AuthenticationKey(own);
  own.fill(0);
  assert.deepEqual(key.hashKey, secret.subarray(0, 16));
});
