import assert from 'node:assert/strict';
import test from 'node:test';
import { checkQuantumResistance, checkSignature } from '../../../src/consensus/verification/signature-check.ts';
import { nativeBackend, type SignatureName } from '../../../src/crypto/index.ts';

const message = Buffer.from('release 1.0');

function claim(suite: SignatureName, context?: Uint8Array) {
  const key = nativeBackend.signature(suite).generate();
  const signature = key.sign(message, context);
  return { suite, publicKey: key.publicKey.bytes, message, signature, ...(context === undefined ? {} : { context }) };
}

const suites = [
  'ML-DSA-44',
  'ML-DSA-65',
  'ML-DSA-87',
  'SLH-DSA-SHA2-128f',
  'Ed25519',
  'MLDSA65-Ed25519-SHA512',
] as const;

for (const suite of suites) {
  test(`${suite} signatures pass, and changed ones do not`, () => {
    const sound = claim(suite);
    assert.deepEqual(checkSignature(sound, nativeBackend), {
      method: 'CryptographicSignature',
      passed: true,
      reason: `${suite} verifies`,
      confidence: 1,
    });
    const other = checkSignature({ ...sound, message: Buffer.from('release 1.1') }, nativeBackend);
    assert.deepEqual([other.passed, other.confidence], [false, 0]);
  });
}

test('only keys of FIPS 204 and FIPS 205 resist quantum computers', () => {
  for (const suite of suites) {
    const isPostQuantum = suite.startsWith('ML-DSA') || suite.startsWith('SLH-DSA');
    assert.equal(checkQuantumResistance(claim(suite), nativeBackend).passed, isPostQuantum, suite);
  }
  assert.match(checkQuantumResistance(claim('Ed25519'), nativeBackend).reason, /no scheme of FIPS 204/u);
});

test('a context is part of what is verified', () => {
  const signed = claim('ML-DSA-65', Buffer.from('release'));
  assert.ok(checkSignature(signed, nativeBackend).passed);
  const { context: _, ...without } = signed;
  assert.ok(!checkSignature(without, nativeBackend).passed);
});

test('a key that is none fails with the reason, and does not throw', () => {
  const result = checkSignature({ ...claim('ML-DSA-65'), publicKey: new Uint8Array(5) }, nativeBackend);
  assert.ok(!result.passed);
  assert.match(result.reason, /1952/u);
});
