import assert from 'node:assert/strict';
import test from 'node:test';
import { cipherSuites, nativeBackend } from '../../src/crypto/index.ts';
import { findCipherSuite, hybridKemName } from '../../src/crypto/suite-choice.ts';
import { assertRefused } from './refusal.ts';

test('every suite is found by its number, by its name, and the first of each level by the level', () => {
  for (const suite of cipherSuites) {
    assert.equal(findCipherSuite(suite.id), suite);
    assert.equal(findCipherSuite(suite.name), suite);
    assert.equal(
      findCipherSuite(suite.level),
      cipherSuites.find(({ level }) => level === suite.level),
    );
  }
});

test('anything else is no suite', () => {
  for (const choice of [0, 0x0200, -1, Number.NaN, '', 'HIGH', 'low', '0x0201', 'X25519/AES-256-GCM/SHA-512']) {
    assertRefused('SUITE_UNKNOWN', () => findCipherSuite(choice));
  }
});

test('the KEM of every suite joins its curve and its ML-KEM parameter set', () => {
  for (const suite of cipherSuites) {
    const hybrid = nativeBackend.kem(hybridKemName(suite));
    const mlKem = nativeBackend.kem(suite.kem);
    const dh = nativeBackend.diffieHellman(suite.dh);
    assert.equal(hybrid.publicKeyBytes, mlKem.publicKeyBytes + dh.keyBytes);
    assert.equal(hybrid.ciphertextBytes, mlKem.ciphertextBytes + dh.keyBytes);
  }
});
