import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import {
  approximateEntropyTest,
  bitsOf,
  blockFrequencyTest,
  cumulativeSumsTest,
  frequencyTest,
  longestRunTest,
  runsTest,
  serialTest,
  testRandomness,
} from '../../src/security/randomness-tests.ts';
import { eBits, piBits } from './constant-bits.ts';

const bits = (text: string): Uint8Array => Uint8Array.from(text.replaceAll(' ', ''), Number);
const near = (actual: number, published: number, digits = 6): void =>
  assert.ok(Math.abs(actual - published) < 0.6 * 10 ** -digits, `${actual} is not ${published}`);

/** The first 100 bits of pi as SP 800-22 prints them in its examples. */
const PI_100 = bits(
  '1100100100001111110110101010001000100001011010001100001000110100110001001100011001100010100010111000',
);
/** The example of SP 800-22 §2.4.8. */
const EXAMPLE_128 = bits(
  '11001100000101010110110001001100111000000000001001001101010100010001001111010110100000001101011111001100111001101101100010110010',
);

describe('tests of SP 800-22', () => {
  test('give the published values for the first 100 bits of pi', () => {
    assert.deepEqual(piBits(100), PI_100);
    near(frequencyTest(PI_100), 0.109599);
    near(blockFrequencyTest(PI_100, 10), 0.706438);
    near(runsTest(PI_100), 0.500798);
    near(cumulativeSumsTest(PI_100), 0.219194);
    near(cumulativeSumsTest(PI_100.toReversed()), 0.114866);
    near(approximateEntropyTest(PI_100, 2), 0.235301);
  });

  test('give the published values for the small examples', () => {
    near(frequencyTest(bits('1011010101')), 0.527089);
    near(blockFrequencyTest(bits('0110011010'), 3), 0.801252);
    near(runsTest(bits('1001101011')), 0.147232);
    near(longestRunTest(EXAMPLE_128), 0.180609, 4);
    near(cumulativeSumsTest(bits('1011010111')), 0.4116588);
    near(approximateEntropyTest(bits('0100110101'), 3), 0.261961);
    const [first, second] = serialTest(bits('0011011101'), 3);
    near(first, 0.808792);
    near(second, 0.67032);
  });

  test('give the published values for the first million bits of pi and e', () => {
    const [pi, e] = [piBits(1_000_000), eBits(1_000_000)];
    near(frequencyTest(pi), 0.578211);
    near(runsTest(pi), 0.419268);
    near(frequencyTest(e), 0.953749);
    near(runsTest(e), 0.561917);
  });

  test('see what is wrong with bits that are not random', () => {
    const constant = new Uint8Array(20_000);
    const alternating = constant.map((_, index) => index & 1);
    const biased = bitsOf(new Uint8Array(2500).map((_, index) => (index % 3 === 0 ? 0xff : 0x5b)));
    assert.ok(frequencyTest(constant) < 1e-6 && longestRunTest(constant) < 1e-6);
    assert.ok(runsTest(alternating) < 1e-6 && approximateEntropyTest(alternating, 2) < 1e-6);
    assert.ok(testRandomness(biased).frequency < 1e-6);
    assert.ok(testRandomness(alternating).serial1 < 1e-6);
  });

  test('are all made at once, on enough bits', () => {
    const report = testRandomness(piBits(20_000));
    for (const [name, p] of Object.entries(report)) assert.ok(p > 0.001 && p <= 1, `${name}: ${String(p)}`);
    assert.throws(
      () => testRandomness(new Uint8Array(127)),
      (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
    );
  });

  test('see the most significant bit of a byte first', () => {
    assert.deepEqual([...bitsOf(Uint8Array.of(0b1010_0001, 0x01))], [1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
  });
});
