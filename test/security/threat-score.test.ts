import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isAtLeast, LEAVE_SHARE, THREAT_HALF_LIFE_MS, ThreatScore } from '../../src/security/threat-score.ts';

describe('the threat score', () => {
  test('is the sum of weights, each halved by every half-life', () => {
    const score = new ThreatScore(4);
    const added = [
      ['low', 0, 1],
      ['medium', 100_000, 3],
      ['high', 400_000, 9],
      ['critical', 500_000, 27],
      ['info', 600_000, 0],
    ] as const;
    for (const [severity, atMs] of added) score.add(severity, atMs);
    const nowMs = 900_000;
    const expected = added.reduce(
      (sum, [, atMs, weight]) => sum + weight * 2 ** (-(nowMs - atMs) / THREAT_HALF_LIFE_MS),
      0,
    );
    assert.ok(Math.abs(score.at(nowMs) - expected) < 1e-9);
    assert.equal(score.at(-5), score.at(600_000), 'time does not run backwards');
  });

  test('has levels that begin at once, three and nine times the lowest score', () => {
    const levelOf = (weight: number): string => {
      const score = new ThreatScore(1);
      for (let times = 0; times < weight; times += 1) score.add('low', 0);
      return score.levelAt(0);
    };
    assert.deepEqual([0, 1, 2, 3, 8, 9].map(levelOf), ['calm', 'elevated', 'elevated', 'high', 'high', 'critical']);
  });

  test('leaves a level only below half of where it begins, one after the other', () => {
    const score = new ThreatScore(1);
    for (let times = 0; times < 9; times += 1) score.add('low', 0);
    assert.equal(score.levelAt(0), 'critical');
    const halfLives = (share: number): number => THREAT_HALF_LIFE_MS * Math.log2(9 / share);
    assert.equal(score.levelAt(halfLives(9 * LEAVE_SHARE) - 1000), 'critical');
    assert.equal(score.levelAt(halfLives(9 * LEAVE_SHARE) + 1000), 'high');
    assert.equal(score.levelAt(halfLives(3 * LEAVE_SHARE) - 1000), 'high');
    assert.equal(score.levelAt(halfLives(3 * LEAVE_SHARE) + 1000), 'elevated');
    assert.equal(score.levelAt(halfLives(LEAVE_SHARE) + 1000), 'calm');
  });

  test('has an order of levels', () => {
    assert.deepEqual(
      (['calm', 'elevated', 'high', 'critical'] as const).map((level) => isAtLeast(level, 'high')),
      [false, false, true, true],
    );
  });
});
