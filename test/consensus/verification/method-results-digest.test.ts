import assert from 'node:assert/strict';
import test from 'node:test';
import { digestOf } from '../../../src/consensus/digest.ts';
import { failed, passed } from '../../../src/consensus/verification/method-result.ts';
import { methodResultsDigest } from '../../../src/consensus/verification/method-results-digest.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';

test('results are named by method and outcome, in whatever order they come', () => {
  const results = [failed('QuantumState', 'few'), passed('CryptographicSignature', 'sound')];
  const expected = digestOf(nativeBackend, 'qforge method results v1', Uint8Array.of(2, 1, 1, 4, 0));
  assert.equal(methodResultsDigest(results, nativeBackend), expected);
  assert.equal(methodResultsDigest(results.toReversed(), nativeBackend), expected);
});
