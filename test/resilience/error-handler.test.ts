import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { ErrorHandler, type RecoveryMeans } from '../../src/resilience/error-handler.ts';
import { defaultRecovery } from '../../src/resilience/recovery-policy.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';
import { examples, Flaky, middle } from './failures.ts';
import { RecordingLogger, RecordingMetrics } from './recording-sinks.ts';

const { recoverable, timeout, performance, resource, security, critical, usage } = examples;
const again = (error: Error, times: number): Flaky => new Flaky(...Array.from({ length: times }, () => error));

class Rig {
  readonly time = new SimulatedTime();
  readonly logger = new RecordingLogger();
  readonly metrics = new RecordingMetrics();
  readonly escalated: unknown[] = [];
  readonly handler: ErrorHandler;

  constructor(codes: typeof defaultRecovery.codes = {}) {
    this.handler = new ErrorHandler({
      clock: this.time,
      random: middle,
      logger: this.logger,
      metrics: this.metrics,
      policy: { ...defaultRecovery, codes },
      onEscalation: (error) => this.escalated.push(error),
    });
  }

  run(flaky: Flaky, means?: RecoveryMeans<string>): Promise<string> {
    return this.time.settled(this.handler.run('a piece of work', flaky.work, means), 600_000);
  }
}

describe('retry', () => {
  test('recovers from what passes by itself', async () => {
    const rig = new Rig();
    assert.equal(await rig.run(again(recoverable, 4)), 'done');
    // Half of 100, 200, 400 and 800 ms, and of the other half what is drawn: 0x80808080 of 2^32.
    const drawn = 0x8080_8080 / 2 ** 32;
    assert.ok(Math.abs(rig.time.monotonicMs() - 1500 * (0.5 + 0.5 * drawn)) < 1e-6);
    assert.deepEqual(rig.escalated, []);
  });

  test('ends with the fallback, or else with a loud error', async () => {
    const rig = new Rig();
    assert.equal(await rig.run(again(recoverable, 9), { fallback: () => 'something else' }), 'something else');
    const flaky = again(recoverable, 9);
    await assert.rejects(rig.run(flaky), recoverable);
    assert.deepEqual([flaky.calls, rig.escalated], [5, [recoverable]]);
  });

  test('is not for a time-out, unless the work may be done twice', async () => {
    const rig = new Rig();
    const once = again(timeout, 1);
    await assert.rejects(rig.run(once), timeout);
    assert.equal(once.calls, 1);
    assert.equal(await rig.run(again(timeout, 1), { isRepeatable: true }), 'done');
  });

  test('is slower for what is at its limit', async () => {
    const rig = new Rig();
    assert.equal(await rig.run(again(performance, 2)), 'done');
    assert.ok(rig.time.monotonicMs() >= 1500, `${rig.time.monotonicMs()}`);
  });

  test('ends with the signal', async () => {
    const rig = new Rig();
    const stop = new AbortController();
    rig.time.schedule(60, () => stop.abort());
    await assert.rejects(rig.run(again(recoverable, 9), { signal: stop.signal }), (error) =>
      isQForgeError(error, 'CANCELLED'),
    );
  });
});

describe('reset', () => {
  test('makes anew what the work rests on, as often as the policy says', async () => {
    const rig = new Rig();
    let resets = 0;
    const reset = (): Promise<void> => Promise.resolve(void (resets += 1));
    assert.equal(await rig.run(again(resource, 1), { reset }), 'done');
    await assert.rejects(rig.run(again(resource, 2), { reset }), resource);
    assert.deepEqual([resets, rig.escalated], [2, [resource]]);
  });
});

describe('what cannot be recovered from', () => {
  test('is told loudly and passed on, even with a fallback at hand', async () => {
    const rig = new Rig();
    for (const error of [security, critical]) {
      await assert.rejects(rig.run(again(error, 1), { fallback: () => 'x' }), error);
    }
    assert.deepEqual(rig.escalated, [security, critical]);
    assert.deepEqual(
      rig.logger.entries.map(({ level, category }) => [level, category]),
      [
        ['error', 'security'],
        ['error', 'error'],
      ],
    );
  });

  test('is passed on in silence when it is the caller’s own affair', async () => {
    const rig = new Rig();
    await assert.rejects(rig.run(again(usage, 1), { fallback: () => 'x' }), usage);
    assert.deepEqual([rig.escalated, rig.logger.lines], [[], []]);
  });
});

describe('a policy for a code', () => {
  test('lets an error be ignored, which is counted', async () => {
    const rig = new Rig({ DISK_FULL: { kind: 'ignore' } });
    assert.equal(await rig.run(again(resource, 1), { fallback: () => 'nothing' }), 'nothing');
    assert.deepEqual(rig.logger.lines, ['debug error ignored']);
    assert.equal(rig.metrics.values.get('qforge_error_recoveries_total{recovery=ignored,class=resource}'), 1);
    await assert.rejects(rig.run(again(resource, 1)), resource);
  });

  test('goes to the fallback at once', async () => {
    const rig = new Rig({ CONNECTION_REFUSED: { kind: 'fallback' } });
    assert.equal(await rig.run(again(recoverable, 1), { fallback: () => 'other' }), 'other');
    assert.equal(rig.time.monotonicMs(), 0);
    assert.deepEqual(rig.logger.lines, ['warn error fallback']);
  });
});

test('every error is counted, recovered from or not', async () => {
  const rig = new Rig();
  await rig.run(again(recoverable, 3));
  await rig.run(again(security, 1)).catch(() => undefined);
  const { total, byCode } = rig.handler.figures();
  assert.equal(total, 4);
  assert.deepEqual(
    Object.entries(byCode).map(([code, rate]) => [code, rate.total]),
    [
      ['CONNECTION_REFUSED', 3],
      ['HANDSHAKE_FAILED', 1],
    ],
  );
});
