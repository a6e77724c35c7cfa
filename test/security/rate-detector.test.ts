import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SeededStream } from '../../bench/detect/seeded-stream.ts';
import { RateDetector } from '../../src/security/rate-detector.ts';

const HOUR_MS = 3_600_000;
const bounds = { usualPerHour: 60, raisedPerHour: 600, falseAlarmMs: 10 * HOUR_MS };

/** Times of a Poisson process of this rate, in milliseconds, up to an end. */
function eventsOf(stream: SeededStream, perHour: number, untilMs: number): number[] {
  const times: number[] = [];
  for (let at = stream.exponential(HOUR_MS / perHour); at < untilMs; at += stream.exponential(HOUR_MS / perHour))
    times.push(at);
  return times;
}

/** The slow twin: the largest log-likelihood ratio over all earlier events since which the rate may have been raised. */
function largestRatio(times: readonly number[]): number {
  const [usual, raised] = [bounds.usualPerHour / HOUR_MS, bounds.raisedPerHour / HOUR_MS];
  const last = times.at(-1) ?? 0;
  const ratios = times.map((since, index) => {
    const events = times.length - index;
    return events * Math.log(raised / usual) - (raised - usual) * (last - since);
  });
  return Math.max(...ratios);
}

describe('the detector of rates', () => {
  test('alarms exactly when the largest likelihood ratio reaches ln(raised x false-alarm time)', (t) => {
    t.diagnostic('seed: twin');
    const stream = new SeededStream('twin');
    const detector = new RateDetector(bounds);
    assert.equal(detector.threshold, Math.log(600 * 10));
    let since: number[] = [];
    let alarms = 0;
    for (const at of [
      ...eventsOf(stream, 60, 5 * HOUR_MS),
      ...eventsOf(stream, 900, HOUR_MS).map((ms) => ms + 5 * HOUR_MS),
    ]) {
      since.push(at);
      const expected = largestRatio(since);
      const statistic = detector.observe(at);
      assert.equal(statistic !== undefined, expected >= detector.threshold, `at ${at}`);
      if (statistic === undefined) continue;
      assert.ok(Math.abs(statistic - expected) < 1e-9);
      alarms += 1;
      since = [];
    }
    assert.ok(alarms > 10);
  });

  test('is wrong no oftener than designed at the usual rate (20,000 h; significance 1e-4)', () => {
    const stream = new SeededStream('false alarms');
    const hours = 20_000;
    const short = { ...bounds, falseAlarmMs: 100 * HOUR_MS };
    const detector = new RateDetector(short);
    const times = eventsOf(stream, bounds.usualPerHour, hours * HOUR_MS);
    const alarms = times.filter((at) => detector.observe(at) !== undefined).length;
    const designed = hours / 100;
    assert.ok(alarms <= designed + 3.7 * Math.sqrt(designed), `${alarms} alarms, at most ${designed} designed`);
  });

  test('finds a raised rate within about the time that information theory allows', () => {
    const stream = new SeededStream('delay');
    const delays = Array.from({ length: 200 }, () => {
      const detector = new RateDetector(bounds);
      return (
        eventsOf(stream, bounds.raisedPerHour, HOUR_MS).find((at) => detector.observe(at) !== undefined) ?? HOUR_MS
      );
    });
    const mean = delays.reduce((sum, ms) => sum + ms, 0) / delays.length;
    // Threshold by Kullback-Leibler rate: Wald. The overshoot is at most one event.
    const { usualPerHour: usual, raisedPerHour: raised } = bounds;
    const perHour = raised * Math.log(raised / usual) - (raised - usual);
    const expected = (Math.log(6000) / perHour) * HOUR_MS;
    assert.ok(mean < 1.5 * expected + HOUR_MS / raised, `${mean} ms, ${expected} expected`);
  });

  test('takes one event for an alarm where even one is too many, and goes back in time for nobody', () => {
    const detector = new RateDetector({ usualPerHour: 0.001, raisedPerHour: 6, falseAlarmMs: 720 * HOUR_MS });
    assert.ok((detector.observe(1000) ?? 0) >= detector.threshold);
    const patient = new RateDetector(bounds);
    assert.equal(patient.observe(10 * HOUR_MS), undefined);
    assert.equal(patient.observe(0), undefined);
  });
});
