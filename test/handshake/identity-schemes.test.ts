import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cipherSuites, type SignatureName } from '../../src/crypto/index.ts';
import { identitySchemeNumber, identitySchemeOf } from '../../src/handshake/identity-schemes.ts';

test('identity schemes have the numbers of the specification', () => {
  assert.equal(identitySchemeNumber('MLDSA65-Ed25519-SHA512'), 1);
  assert.equal(identitySchemeNumber('MLDSA87-Ed448-SHAKE256'), 2);
  assert.equal(identitySchemeOf(1), 'MLDSA65-Ed25519-SHA512');
  assert.equal(identitySchemeOf(2), 'MLDSA87-Ed448-SHAKE256');
  for (const number of [0, 3, 255]) assert.equal(identitySchemeOf(number), undefined);
});

test('every suite has an identity scheme with a number', () => {
  assert.deepEqual(new Set(cipherSuites.map((suite) => identitySchemeNumber(suite.identity))), new Set([1, 2]));
});

test('a scheme that is only one half of a hybrid is no identity', () => {
  const others: readonly SignatureName[] = ['Ed25519', 'ML-DSA-65', 'ML-DSA-87', 'SLH-DSA-SHA2-128s'];
  for (const name of others) assert.throws(() => identitySchemeNumber(name), { code: 'ASSERTION_FAILED' });
});
