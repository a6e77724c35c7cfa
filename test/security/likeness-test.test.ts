import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { areAlike, MAX_SHIFT } from '../../src/security/likeness-test.ts';
import { seededBytes } from './seeded-bytes.ts';

const SAMPLES = 1024;
const alike = (a: Uint8Array, b: Uint8Array, entropyBits = 1, alphaBits = 30): boolean =>
  areAlike(a, b, entropyBits, alphaBits);

describe('the comparison of two sources', () => {
  test('finds one that repeats the other, at once or up to eight samples later, in whichever order', () => {
    const stream = seededBytes('one', SAMPLES + MAX_SHIFT);
    for (let shift = 0; shift <= MAX_SHIFT; shift += 1) {
      const [ahead, behind] = [stream.subarray(shift, shift + SAMPLES), stream.subarray(0, SAMPLES)];
      assert.equal(alike(ahead, behind), true, `shift ${shift}`);
      assert.equal(alike(behind, ahead), true, `shift -${shift}`);
    }
  });

  test('finds one that repeats two samples of three, and lets pass one that repeats every third', () => {
    const [one, other] = [seededBytes('one', SAMPLES), seededBytes('other', SAMPLES)];
    assert.equal(
      alike(
        one,
        other.map((byte, index) => (index % 3 === 0 ? byte : (one[index] ?? 0))),
      ),
      true,
    );
    // Of one claimed bit a sample, half may agree by chance: less is no evidence.
    assert.equal(
      alike(
        one,
        other.map((byte, index) => (index % 3 === 0 ? (one[index] ?? 0) : byte)),
      ),
      false,
    );
    assert.equal(
      alike(
        one,
        other.map((byte, index) => (index % 3 === 0 ? (one[index] ?? 0) : byte)),
        6,
      ),
      true,
    );
  });

  test('errs about independent sources no oftener than designed (2,000 pairs at 2^-6; significance 1e-6)', () => {
    const pairs = 2000;
    let errors = 0;
    for (let pair = 0; pair < pairs; pair += 1) {
      const [one, other] = ['a', 'b'].map((name) => seededBytes(`${name} ${pair}`, 264).map((byte) => byte & 1));
      if (alike(one ?? new Uint8Array(0), other ?? new Uint8Array(0), 1, 6)) errors += 1;
    }
    const expected = pairs * 2 ** -6;
    assert.ok(errors > 0, 'a bound this loose is sometimes reached');
    assert.ok(errors <= expected + 4.9 * Math.sqrt(expected), `${errors} errors, at most ${expected} expected`);
  });

  test('says nothing about less than it needs', () => {
    assert.equal(alike(new Uint8Array(MAX_SHIFT), new Uint8Array(MAX_SHIFT)), false);
  });
});
