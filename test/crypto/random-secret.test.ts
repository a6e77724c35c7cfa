import assert from 'node:assert/strict';
import test from 'node:test';
import { fixedCoins } from '../../src/crypto/known-answer.ts';
import { randomSecret } from '../../src/crypto/random-secret.ts';
import { fromHex, toHex } from './hex.ts';

test('a random secret is what its source hands out, as many bytes as asked', () => {
  const coins = fixedCoins(fromHex('0102030405060708'));
  assert.equal(toHex(randomSecret(coins, 5).expose()), '0102030405');
  assert.equal(toHex(randomSecret(coins, 3).expose()), '060708');
  assert.equal(coins.remaining, 0);
});

test('a random secret hides itself and can be wiped', () => {
  const secret = randomSecret(fixedCoins(fromHex('aabb')), 2);
  assert.equal(secret.toString(), '(hidden)');
  const bytes = secret.expose();
  secret.wipe();
  assert.equal(toHex(bytes), '0000');
});
