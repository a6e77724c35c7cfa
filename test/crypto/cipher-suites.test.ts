import assert from 'node:assert/strict';
import test from 'node:test';
import { cipherSuiteById, cipherSuites, cipherSuitesOfLevel } from '../../src/crypto/index.ts';
import { assertRefused } from './refusal.ts';

test('numbers and names are unique, and the level is in the number', () => {
  assert.equal(new Set(cipherSuites.map(({ id }) => id)).size, cipherSuites.length);
  assert.equal(new Set(cipherSuites.map(({ name }) => name)).size, cipherSuites.length);
  const levels = { standard: 1, high: 2, maximum: 3 };
  for (const { id, level } of cipherSuites) assert.equal(id >> 8, levels[level]);
});

test('names say what is in a suite, and every suite has both a curve and a post-quantum KEM', () => {
  for (const { name, dh, kem, aead, hash } of cipherSuites) assert.equal(name, `${dh}+${kem}/${aead}/${hash}`);
});

test('the KEM of a level has its NIST category', () => {
  const kems = { standard: 'ML-KEM-512', high: 'ML-KEM-768', maximum: 'ML-KEM-1024' };
  for (const { kem, level } of cipherSuites) assert.equal(kem, kems[level]);
});

test('suites are found by number and by level', () => {
  for (const suite of cipherSuites) assert.equal(cipherSuiteById(suite.id), suite);
  assert.deepEqual(
    cipherSuitesOfLevel('high').map(({ id }) => id),
    [0x0201, 0x0202],
  );
  assertRefused('SUITE_UNKNOWN', () => cipherSuiteById(0x0203));
});
