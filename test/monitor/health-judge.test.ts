import assert from 'node:assert/strict';
import test from 'node:test';
import { HealthJudge, RECOVERY_MS } from '../../src/monitor/health-judge.ts';
import { defaultHealthLimits } from '../../src/monitor/health-limits.ts';
import type { HealthReason } from '../../src/monitor/health-status.ts';
import { snapshotWith } from './snapshots.ts';

const SPAN_MS = 1000;
const RECOVERY_LOOKS = RECOVERY_MS / SPAN_MS;

/** The statuses of the event loop for 99th percentiles of its delay, one a second. */
function statuses(judge: HealthJudge, ...delays: readonly number[]): readonly string[] {
  return delays.map((p99) => {
    const parts = judge.judge(snapshotWith({ eventLoopDelayMs: { p50: 0, p90: 0, p99, p999: p99 } }));
    return part(parts, 'event loop').status;
  });
}

function part(parts: readonly HealthReason[], name: string): HealthReason {
  const found = parts.find((candidate) => candidate.name === name);
  assert.ok(found !== undefined);
  return found;
}

const repeated = <T>(times: number, value: T): readonly T[] => Array.from({ length: times }, () => value);

test('a value beyond a limit is worse at once, one on the limit is not', () => {
  const judge = new HealthJudge(defaultHealthLimits);
  assert.deepEqual(statuses(judge, 100, 101, 501, 2001), ['healthy', 'degraded', 'unhealthy', 'critical']);
});

test('better values count after half a minute without a break', () => {
  const judge = new HealthJudge(defaultHealthLimits);
  statuses(judge, 600);
  assert.deepEqual(new Set(statuses(judge, ...repeated(RECOVERY_LOOKS, 10))), new Set(['unhealthy']));
  assert.deepEqual(statuses(judge, 10), ['healthy']);
});

test('values just below the limit do not count as better', () => {
  const judge = new HealthJudge(defaultHealthLimits);
  statuses(judge, 101);
  assert.deepEqual(new Set(statuses(judge, ...repeated(100, 95))), new Set(['degraded']));
});

test('a break starts the half minute anew', () => {
  const judge = new HealthJudge(defaultHealthLimits);
  statuses(judge, 101);
  statuses(judge, ...repeated(RECOVERY_LOOKS - 1, 10), 101);
  assert.deepEqual(new Set(statuses(judge, ...repeated(RECOVERY_LOOKS, 10))), new Set(['degraded']));
  assert.deepEqual(statuses(judge, 10), ['healthy']);
});

test('recovery is to the worst status of the half minute', () => {
  const judge = new HealthJudge(defaultHealthLimits);
  statuses(judge, 3000);
  const seen = statuses(judge, ...repeated(RECOVERY_LOOKS / 2, 10), ...repeated(RECOVERY_LOOKS / 2 + 1, 200));
  assert.deepEqual([seen.at(-2), seen.at(-1)], ['critical', 'degraded']);
});

test('a ratio that should be high is judged the other way', () => {
  const judge = new HealthJudge(defaultHealthLimits);
  const status = (successRatio: number | undefined): string =>
    part(judge.judge(snapshotWith({ successRatio })), 'messages').status;
  assert.deepEqual([1, 0.99, 0.98, 0.9, 0.1].map(status), ['healthy', 'healthy', 'degraded', 'unhealthy', 'critical']);
  assert.equal(
    repeated(RECOVERY_LOOKS + 1, undefined)
      .map(status)
      .at(-1),
    'healthy',
  );
});

test('a reason says the value and the limit', () => {
  const judge = new HealthJudge(defaultHealthLimits);
  const parts = judge.judge(snapshotWith({ processorRatio: 1.75, successRatio: 0.97, latencyMs: undefined }));
  assert.equal(part(parts, 'processor').detail, 'the process takes 175.0 % of a processor (limit 150.0 %)');
  assert.equal(part(parts, 'messages').detail, '97.0 % of the messages are acknowledged (at least 99.0 %)');
  assert.equal(part(parts, 'acknowledgements').detail, 'nothing was measured');
});

test('a status that outlives its cause says so, and until when', () => {
  const judge = new HealthJudge(defaultHealthLimits);
  const reason = (p99: number): HealthReason => {
    return part(judge.judge(snapshotWith({ eventLoopDelayMs: { p50: 0, p90: 0, p99, p999: p99 } })), 'event loop');
  };
  assert.equal(reason(118).detail, 'the event loop is 118 ms late (limit 100 ms)');
  const past = 'no longer past its limit of 100 ms; still degraded';
  assert.equal(reason(95).detail, `the event loop is 95 ms late, ${past} until it was at most 90 ms for 30 s`);
  assert.equal(reason(63).detail, `the event loop is 63 ms late, ${past} for 30 s, if it stays so`);
  assert.deepEqual(reason(63), {
    name: 'event loop',
    status: 'degraded',
    detail: `the event loop is 63 ms late, ${past} for 29 s, if it stays so`,
    heldForMs: 29_000,
  });
  assert.equal(reason(101).detail, 'the event loop is 101 ms late (limit 100 ms)', 'the half minute begins anew');
  assert.equal(reason(63).heldForMs, RECOVERY_MS);
  for (let look = 1; look < RECOVERY_LOOKS; look += 1) reason(63);
  assert.deepEqual([reason(63).status, reason(63).detail], ['healthy', 'the event loop is 63 ms late']);
});

test('a ratio that should be high, or is not measured any more, is held in the same words', () => {
  const judge = new HealthJudge(defaultHealthLimits);
  const detail = (successRatio: number | undefined): string =>
    part(judge.judge(snapshotWith({ successRatio })), 'messages').detail;
  detail(0.9);
  const past = 'no longer past its limit of 95.0 %; still unhealthy';
  assert.equal(detail(0.951), `95.1 % of the messages are acknowledged, ${past} until it was at least 95.5 % for 30 s`);
  assert.equal(detail(undefined), `nothing was measured, ${past} for 30 s, if it stays so`);
});
