import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { CircuitBreaker, type CircuitTrip } from '../../src/resilience/circuit-breaker.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';
import { examples, Flaky, middle } from './failures.ts';
import { RecordingLogger, RecordingMetrics } from './recording-sinks.ts';

const { recoverable, timeout, usage, security } = examples;

class Rig {
  readonly time: SimulatedTime;
  readonly logger: RecordingLogger;
  readonly metrics: RecordingMetrics;
  readonly breaker: CircuitBreaker;
  calls = 0;

  private constructor(breaker: CircuitBreaker, parts: Pick<Rig, 'time' | 'logger' | 'metrics'>) {
    this.breaker = breaker;
    this.time = parts.time;
    this.logger = parts.logger;
    this.metrics = parts.metrics;
  }

  static async create(trip: CircuitTrip = { failures: 3 }): Promise<Rig> {
    const parts = { time: new SimulatedTime(), logger: new RecordingLogger(), metrics: new RecordingMetrics() };
    const rest = { growth: 'exponential', firstMs: 1000, capMs: 4000, jitter: 'none' } as const;
    const { time: clock, ...sinks } = parts;
    const breaker = await CircuitBreaker.create({ name: 'the thing', trip, rest, clock, random: middle, ...sinks });
    return new Rig(breaker, parts);
  }

  /** The code of what a call rejects with; undefined when it works. */
  async call(error?: Error): Promise<string | undefined> {
    try {
      await this.breaker.run(() => {
        this.calls += 1;
        return new Flaky(error).work();
      });
      return undefined;
    } catch (failure) {
      return isQForgeError(failure) ? failure.code : String(failure);
    }
  }

  async fail(times: number): Promise<void> {
    for (let count = 0; count < times; count += 1) await this.call(recoverable);
  }

  async pass(ms: number): Promise<void> {
    await this.time.settled(this.time.passes(ms), ms);
  }
}

describe('a closed circuit', () => {
  test('lets calls through, and their errors too', async () => {
    const rig = await Rig.create();
    assert.deepEqual([await rig.call(), await rig.call(recoverable)], [undefined, 'CONNECTION_REFUSED']);
    assert.deepEqual([rig.breaker.position, rig.breaker.retryInMs], ['closed', 0]);
  });

  test('opens after so many failures one after another', async () => {
    const rig = await Rig.create();
    await rig.fail(2);
    await rig.call();
    await rig.fail(2);
    assert.equal(rig.breaker.position, 'closed', 'one success lies between');
    await rig.call(timeout);
    assert.equal(rig.breaker.position, 'open');
  });

  test('does not mind errors that do not speak against what is behind it', async () => {
    const rig = await Rig.create();
    for (const error of [usage, security, new TypeError('a defect'), usage]) await rig.call(error);
    assert.equal(rig.breaker.position, 'closed');
  });

  test('opens at a share of failures, where that is what it is told', async () => {
    const rig = await Rig.create({ share: 0.5, minimumCalls: 4, windowMs: 60_000 });
    for (const error of [undefined, recoverable, undefined, recoverable]) await rig.call(error);
    assert.equal(rig.breaker.position, 'closed');
    await rig.fail(1);
    assert.equal(rig.breaker.position, 'open');
  });
});

describe('an open circuit', () => {
  test('calls nobody, says for how long, and names the last failure as the cause', async () => {
    const rig = await Rig.create();
    await rig.fail(3);
    await rig.pass(400);
    const before = rig.calls;
    await assert.rejects(
      rig.breaker.run(() => Promise.resolve(1)),
      (error) => {
        assert.ok(isQForgeError(error, 'CIRCUIT_OPEN'));
        assert.deepEqual([error.details, error.cause], [{ what: 'the thing', retryInMs: 600 }, recoverable]);
        return true;
      },
    );
    assert.equal(rig.calls, before);
  });

  test('lets one call try after its rest, and closes when that works', async () => {
    const rig = await Rig.create();
    await rig.fail(3);
    await rig.pass(999);
    assert.equal(await rig.call(), 'CIRCUIT_OPEN');
    await rig.pass(1);
    assert.equal(await rig.call(), undefined);
    assert.equal(rig.breaker.position, 'closed');
  });

  test('rests longer after each trial that fails, up to the cap, and anew after a success', async () => {
    const rig = await Rig.create();
    await rig.fail(3);
    const rests: number[] = [];
    for (let trial = 0; trial < 4; trial += 1) {
      rests.push(rig.breaker.retryInMs);
      await rig.pass(rig.breaker.retryInMs);
      assert.equal(await rig.call(recoverable), 'CONNECTION_REFUSED', 'it was tried');
    }
    assert.deepEqual(rests, [1000, 2000, 4000, 4000]);
    await rig.pass(4000);
    await rig.call();
    await rig.fail(3);
    assert.equal(rig.breaker.retryInMs, 1000);
  });

  test('has only one trial at once: the others wait for what comes of it', async () => {
    const rig = await Rig.create();
    await rig.fail(3);
    await rig.pass(1000);
    const trial = Promise.withResolvers<string>();
    let others = 0;
    const trying = rig.breaker.run(() => trial.promise);
    const waiting = [1, 2].map(() => rig.breaker.run(() => Promise.resolve((others += 1))));
    await rig.pass(10_000);
    assert.deepEqual([rig.breaker.position, others], ['half-open', 0]);
    trial.resolve('well');
    assert.deepEqual([await trying, ...(await Promise.all(waiting))], ['well', 1, 2]);
  });
});

test('openings and closings are logged and counted, with what failed last', async () => {
  const rig = await Rig.create();
  await rig.fail(3);
  await rig.pass(1000);
  await rig.call();
  assert.deepEqual(rig.logger.lines, ['warn circuit open', 'info circuit half-open', 'info circuit closed']);
  assert.deepEqual(rig.logger.entries[0]?.fields, {
    circuit: 'the thing',
    code: 'CONNECTION_REFUSED',
    retryInMs: 1000,
  });
  assert.equal(rig.metrics.values.get('qforge_circuit_openings_total{circuit=the thing}'), 1);
  assert.equal(rig.metrics.values.get('qforge_circuit_open{circuit=the thing}'), 0);
});
