import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { qkdProtocols } from '../../../src/qkd/link/link-setup.ts';
import { ChshSum, SIFT_CHSH, SIFT_DISCARD, SIFT_KEEP, siftingRules } from '../../../src/qkd/post-processing/sifting.ts';

describe('sifting', () => {
  for (const protocol of ['bb84', 'bb84-decoy', 'bbm92', 'six-state'] as const) {
    test(`${protocol} keeps what was measured in the basis it was sent in`, () => {
      const rule = siftingRules[protocol];
      for (const [basis, bobBasis] of [
        [0, 0],
        [0, 2],
        [2, 2],
        [1, 0],
      ] as const) {
        const announcement = rule.announcement({ basis, bit: 1 }, bobBasis, 0);
        assert.equal(rule.verdict(announcement, bobBasis, 1), basis === bobBasis ? SIFT_KEEP : SIFT_DISCARD);
      }
      assert.equal(rule.aliceBit({ basis: 0, bit: 1 }), 1);
      assert.equal(rule.bobBit(0, 1), 1);
    });
  }

  test('an announcement that the protocol does not know discards', () => {
    for (const protocol of qkdProtocols.filter((name) => name !== 'sarg04')) {
      assert.equal(siftingRules[protocol].verdict(3, 0, 0), SIFT_DISCARD, protocol);
    }
    assert.equal(siftingRules.bb84.verdict(SIFT_CHSH, 0, 0), SIFT_DISCARD);
  });

  test('E91 keeps equal angles and takes 0 and 90 with 45 and 135 degrees for the CHSH sum', () => {
    const rule = siftingRules.e91;
    const verdicts = [0, 1, 2].map((basis) =>
      [1, 2, 3].map((bobBasis) => rule.verdict(rule.announcement({ basis, bit: 0 }, bobBasis, 0), bobBasis, 0)),
    );
    assert.deepEqual(verdicts, [
      [SIFT_CHSH, SIFT_DISCARD, SIFT_CHSH],
      [SIFT_KEEP, SIFT_DISCARD, SIFT_DISCARD],
      [SIFT_CHSH, SIFT_KEEP, SIFT_CHSH],
    ]);
  });

  test('SARG04: an outcome in the sent basis is never conclusive unless it is wrong; in the other it names the bit', () => {
    const rule = siftingRules.sarg04;
    for (const basis of [0, 1]) {
      for (const bit of [0, 1]) {
        for (const coin of [0, 1]) {
          const announcement = rule.announcement({ basis, bit }, 0, coin);
          assert.equal(rule.verdict(announcement, basis, bit), SIFT_DISCARD, 'right outcome, sent basis');
          assert.equal(rule.verdict(announcement, basis, 1 - bit), SIFT_KEEP, 'wrong outcome, sent basis');
          assert.notEqual(rule.bobBit(basis, 1 - bit), rule.aliceBit({ basis, bit }), 'which makes an error');
          assert.equal(rule.verdict(announcement, 1 - basis, coin), SIFT_DISCARD, 'not ruled out');
          assert.equal(rule.verdict(announcement, 1 - basis, 1 - coin), SIFT_KEEP, 'ruled out');
          assert.equal(rule.bobBit(1 - basis, 1 - coin), rule.aliceBit({ basis, bit }), 'which names the bit');
        }
      }
    }
  });

  test('SARG04 announces pairs that tell nothing of which state was sent', () => {
    const rule = siftingRules.sarg04;
    for (const announced of [0, 1, 2, 3]) {
      const ways = [0, 1].map(
        (basis) =>
          [0, 1].flatMap((bit) => [0, 1].filter((coin) => rule.announcement({ basis, bit }, 0, coin) === announced))
            .length,
      );
      assert.equal(ways[0], ways[1]);
    }
  });
});

test('the CHSH sum is made of four correlations, and unknown while one is missing', () => {
  const sum = new ChshSum();
  sum.add(0, 1, 1, 1);
  sum.add(0, 3, 0, 1);
  sum.add(2, 1, 0, 0);
  assert.equal(sum.value, undefined);
  sum.add(2, 3, 1, 1);
  assert.equal(sum.value, 4);
  sum.add(2, 3, 0, 1);
  assert.equal(sum.value, 3);
  assert.equal(sum.count, 5);
});
