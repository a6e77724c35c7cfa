import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { binaryEntropy } from '../../../src/qkd/link/binary-entropy.ts';
import { samplingDeviation, tomamichelLength } from '../../../src/qkd/link/finite-key.ts';
import { decoyKeyLength } from '../../../src/qkd/link/finite-key-decoy.ts';
import { decoyClasses, SINGLE_PHOTONS } from '../../../src/qkd/link/pulse-classes.ts';
import { finalKeyBits, testErrorRate } from '../../../src/qkd/post-processing/block-estimate.ts';
import { blockParameters } from '../../../src/qkd/post-processing/block-parameters.ts';

const VERIFICATION_BITS = 127;
const counts = [{ keyBits: 100_000, testBits: 25_000, testErrors: 500 }];
const DISCLOSED = 16_000;

describe('the length of the final key', () => {
  test('of single photons is that of Tomamichel et al., the verification counted as leaked', () => {
    const expected = tomamichelLength({
      keyBits: 100_000,
      testBits: 25_000,
      testErrorRate: 0.02,
      leakedBits: DISCLOSED + VERIFICATION_BITS,
      secrecy: 1e-10,
      correctness: 1,
    });
    for (const protocol of ['bb84', 'bbm92', 'e91', 'six-state'] as const) {
      assert.equal(finalKeyBits(blockParameters(protocol, SINGLE_PHOTONS), counts, DISCLOSED), Math.floor(expected));
    }
  });

  test('of SARG04 pays for a phase error of 3/2 of the bit error', () => {
    const phase = 1.5 * (0.02 + samplingDeviation(100_000, 25_000, 1e-10));
    const unknown = 100_000 * (1 - binaryEntropy(phase));
    const expected = Math.floor(unknown - DISCLOSED - VERIFICATION_BITS - Math.log2(2 / 1e-20));
    assert.equal(finalKeyBits(blockParameters('sarg04', SINGLE_PHOTONS), counts, DISCLOSED), expected);
  });

  test('of decoy pulses is that of Lim et al.', () => {
    const classes = decoyClasses(0.5, 0.2, { signal: 0.4, weak: 0.4, vacuum: 0.2 });
    const perClass = [
      { keyBits: 400_000, testBits: 25_000, testErrors: 250 },
      { keyBits: 170_000, testBits: 10_000, testErrors: 110 },
      { keyBits: 100, testBits: 10, testErrors: 5 },
    ];
    const [signal, weak, vacuum] = perClass.map((each, index) => ({
      meanPhotons: classes[index]?.meanPhotons ?? 0,
      probability: classes[index]?.probability ?? 0,
      keyDetections: each.keyBits,
      testDetections: each.testBits,
      testErrors: each.testErrors,
    }));
    assert.ok(signal !== undefined && weak !== undefined && vacuum !== undefined);
    const leaked = 50_000 + VERIFICATION_BITS;
    const { length } = decoyKeyLength([signal, weak, vacuum], leaked, { secrecy: 1e-10, correctness: 1 });
    assert.ok(length > 0);
    assert.equal(finalKeyBits(blockParameters('bb84-decoy', classes), perClass, 50_000), length);
  });

  test('is nothing for a block without bits', () => {
    const nothing = [{ keyBits: 0, testBits: 0, testErrors: 0 }];
    assert.ok(finalKeyBits(blockParameters('bb84', SINGLE_PHOTONS), nothing, 0) <= 0);
    assert.ok(finalKeyBits(blockParameters('bb84-decoy', SINGLE_PHOTONS), nothing, 0) <= 0);
  });
});

test('the error rate is that of all test bits', () => {
  assert.equal(testErrorRate(counts), 0.02);
  assert.equal(
    testErrorRate([
      { keyBits: 0, testBits: 10, testErrors: 1 },
      { keyBits: 0, testBits: 30, testErrors: 1 },
    ]),
    0.05,
  );
  assert.equal(testErrorRate([]), 0.5);
});
