import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TRUST_ALARM_SCORE, TRUST_HALF_LIFE_MS, TrustScore } from '../../src/network/trust-score.ts';
import { ManualClock } from '../client/manual-clock.ts';

const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);

test('of a stranger is one half, and moves by the weights of what is seen', () => {
  const score = new TrustScore(new ManualClock());
  near(score.value, 1 / 2);
  score.observe('handshake');
  near(score.value, 2 / 3);
  score.observe('rekey');
  near(score.value, 2.25 / 3.25);
  score.observe('resumption');
  near(score.value, 3.25 / 4.25);
  score.observe('cut');
  near(score.value, 3.25 / 4.75);
  score.observe('bad record');
  near(score.value, 3.25 / 9.75);
  score.observe('overdue rekey');
  near(score.value, 3.25 / 11.75);
});

test('forgets: what was seen counts half after an hour, and a stranger comes out in the end', () => {
  const clock = new ManualClock();
  const score = new TrustScore(clock);
  for (let count = 0; count < 8; count += 1) score.observe('handshake');
  near(score.value, 9 / 10);
  clock.advance(TRUST_HALF_LIFE_MS);
  near(score.value, 5 / 6);
  clock.advance(TRUST_HALF_LIFE_MS);
  near(score.value, 3 / 4);
  clock.advance(60 * TRUST_HALF_LIFE_MS);
  near(score.value, 1 / 2);
});

test('of a peer that only loses its network stays above the alarm, that of one that forges does not', () => {
  const clock = new ManualClock();
  const [unlucky, hostile] = [new TrustScore(clock), new TrustScore(clock)];
  for (let count = 0; count < 20; count += 1) {
    for (const score of [unlucky, hostile]) score.observe('handshake');
    unlucky.observe('cut');
    hostile.observe('bad record');
    clock.advance(60_000);
  }
  assert.ok(unlucky.value > 0.6, `${unlucky.value}`);
  assert.ok(hostile.value < TRUST_ALARM_SCORE, `${hostile.value}`);
});
