import assert from 'node:assert/strict';
import test from 'node:test';
import { ProgressMeter, type TransferProgress } from '../../src/client/file-progress.ts';
import { ManualClock } from './manual-clock.ts';

interface Bench {
  readonly clock: ManualClock;
  readonly meter: ProgressMeter;
  readonly reports: TransferProgress[];
}

function bench(totalBytes: number, resumedFrom = 0): Bench {
  const clock = new ManualClock();
  const reports: TransferProgress[] = [];
  const meter = new ProgressMeter({ name: 'a', totalBytes, resumedFrom }, clock, (report) => reports.push(report));
  return { clock, meter, reports };
}

test('ten reports a second at most, however many chunks there are', () => {
  const { clock, meter, reports } = bench(100_000);
  for (let ms = 0; ms < 5_000; ms += 1) {
    clock.advance(1);
    meter.advance(10);
  }
  assert.equal(reports.length, 50);
  assert.equal(reports.at(-1)?.bytes, 50_000);
});

test('a steady rate is reported as it is, with the time that is left', () => {
  const { clock, meter, reports } = bench(1_000_000);
  for (let step = 0; step < 5; step += 1) {
    clock.advance(200);
    meter.advance(20_000);
  }
  assert.deepEqual(reports.at(-1), {
    name: 'a',
    totalBytes: 1_000_000,
    resumedFrom: 0,
    bytes: 100_000,
    elapsedMs: 1_000,
    bytesPerSecond: 100_000,
    etaMs: 9_000,
  });
});

test('the rate follows a change smoothly: by the exponential of the time since', () => {
  const { clock, meter, reports } = bench(1e9);
  clock.advance(1_000);
  meter.advance(1_000_000);
  clock.advance(1_000);
  meter.advance(0);
  const expected = 1_000_000 * Math.exp(-1_000 / 2_000);
  assert.ok(Math.abs((reports.at(-1)?.bytesPerSecond ?? 0) - expected) < 1e-6);
});

test('the rate is of this attempt only; the bytes are of the whole file', () => {
  const { clock, meter, reports } = bench(2_000, 1_000);
  clock.advance(100);
  meter.advance(500);
  assert.equal(reports.at(-1)?.bytes, 1_500);
  assert.equal(reports.at(-1)?.resumedFrom, 1_000);
  assert.equal(reports.at(-1)?.bytesPerSecond, 5_000);
  assert.equal(reports.at(-1)?.etaMs, 100);
});

test('while nothing comes, no time is promised', () => {
  const { clock, meter, reports } = bench(1_000);
  clock.advance(100);
  meter.advance(0);
  assert.equal(reports.at(-1)?.etaMs, undefined);
});

test('the last report is always made, with the mean rate, and returns the time taken', () => {
  const { clock, meter, reports } = bench(3_000);
  clock.advance(50);
  meter.advance(3_000);
  assert.equal(reports.length, 0);
  clock.advance(10);
  assert.equal(meter.finish(), 60);
  assert.equal(reports.length, 1);
  assert.deepEqual([reports[0]?.bytes, reports[0]?.bytesPerSecond, reports[0]?.etaMs], [3_000, 50_000, 0]);
});

test('an empty file that takes no time has a rate of zero', () => {
  const { meter, reports } = bench(0);
  meter.finish();
  assert.deepEqual([reports[0]?.bytesPerSecond, reports[0]?.etaMs], [0, 0]);
});
