import assert from 'node:assert/strict';
import test from 'node:test';
import { ClickStream } from '../../../src/qkd/link/click-stream.ts';
import { linkSources } from '../../../src/qkd/link/link-parameters.ts';
import { RandomNumbers } from '../../../src/qkd/link/random-numbers.ts';
import { pausedReceiver } from '../../../src/qkd/link/receiver-pauses.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { assertBinomial } from '../closeness.ts';

const PULSES = 2_000_000;
const random = (seed: string): RandomNumbers => new RandomNumbers(new SeededRandom(seed));

test('without pauses clicks come at their rate, and quiet stretches may be cut anywhere', () => {
  const clicks = new ClickStream(linkSources.gys, 0.01, random('plain'));
  let count = 0;
  for (let end = 1; end <= PULSES; end += 777) while (clicks.next(end) !== undefined) count++;
  assertBinomial(count, PULSES, 0.01, 'clicks');
});

test('a receiver that always clicks does so in every pulse', () => {
  const clicks = new ClickStream(linkSources.gys, 1, random('always'));
  for (let pulse = 0; pulse < 10; pulse++) assert.equal(clicks.next(10)?.pulse, pulse);
  assert.equal(clicks.next(10), undefined);
});

test('a receiver that never clicks stays quiet', () => {
  assert.equal(new ClickStream(linkSources.gys, 0, random('never')).next(1e9), undefined);
});

test('dead time and afterpulses change the rate as the formula says', () => {
  const parameters = {
    ...linkSources.gys,
    deadTimePulses: 20,
    afterpulseProbability: 0.05,
    afterpulseMeanPulses: 60,
  };
  const clicks = new ClickStream(parameters, 0.001, random('pauses'));
  let [count, afterpulses, last] = [0, 0, -100];
  for (let click = clicks.next(PULSES); click !== undefined; click = clicks.next(PULSES)) {
    assert.ok(click.pulse - last > 20, 'no click in the blind time');
    assert.ok(click.isRegular || click.isAfterpulse);
    last = click.pulse;
    count++;
    if (click.isAfterpulse) afterpulses++;
  }
  const expected = pausedReceiver(parameters, 0.001);
  assertBinomial(count, PULSES, expected.clicks, 'clicks');
  assertBinomial(afterpulses, count, expected.afterpulseShare, 'afterpulses');
});
