import assert from 'node:assert/strict';
import test from 'node:test';
import { SeededStream } from '../../../bench/detect/seeded-stream.ts';
import { quietKinds } from '../../../bench/forecast/seeded-series.ts';
import { quietTrials, shiftTrials } from '../../../bench/forecast/trials.ts';
import { changePoints, MAX_CHANGE_VALUES, MIN_STRETCH } from '../../../src/monitor/trends/change-points.ts';

const noisy = (truth: (at: number) => number, length: number, seed: string): number[] => {
  const random = new SeededStream(seed);
  return Array.from({ length }, (_, at) => truth(at) + random.normal());
};

test('shifts are found where they were', () => {
  assert.ok(shiftTrials(3, 60, 0.9).share.share >= 0.9);
  assert.ok(shiftTrials(6, 60, 0.9).share.share >= 0.95);
});

test('there are few false ones, in any noise that has a level', () => {
  for (const kind of quietKinds) {
    const { share } = quietTrials(kind, 100, 0.02);
    assert.ok(share.share <= 0.06, `${kind.name}: ${share.share}`);
  }
});

test('another slope is a change as well, and says what the lines say there', () => {
  const values = noisy((at) => (at < 100 ? 200 : 200 - 3 * (at - 100)), 160, 'slope');
  const [change, ...more] = changePoints(values);
  assert.deepEqual(more, []);
  assert.ok(change !== undefined && Math.abs(change.at - 100) <= 4, `${change?.at}`);
  assert.ok(Math.abs(change.before - 200) < 2 && Math.abs(change.after - 200) < 12);
});

test('two shifts are two', () => {
  const values = noisy((at) => (at < 70 ? 0 : at < 140 ? 20 : -10), 210, 'two');
  const found = changePoints(values);
  assert.deepEqual(
    found.map(({ at }) => at),
    [70, 140],
  );
  assert.ok(Math.abs((found[0]?.before ?? 9) - 0) < 1.5 && Math.abs((found[0]?.after ?? 0) - 20) < 1.5);
});

test('what wanders, what never moves and what is short has none', () => {
  let level = 0;
  const random = new SeededStream('walk');
  const walk = Array.from({ length: 240 }, () => (level += random.normal()));
  assert.deepEqual(changePoints(walk), []);
  assert.deepEqual(changePoints(Array.from({ length: 100 }, () => 1)), []);
  assert.deepEqual(changePoints(noisy(() => 0, 2 * MIN_STRETCH - 1, 'short')), []);
});

test('of a long series the end is searched, and places are those of the whole', () => {
  const length = MAX_CHANGE_VALUES + 300;
  const values = noisy((at) => (at < 100 ? 50 : at < length - 100 ? 0 : 30), length, 'long');
  assert.deepEqual(
    changePoints(values).map(({ at }) => at),
    [length - 100],
  );
});
