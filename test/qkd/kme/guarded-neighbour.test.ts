import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, QForgeError } from '../../../src/base/index.ts';
import {
  GuardedNeighbour,
  NEIGHBOUR_CALLS,
  NEIGHBOUR_CIRCUIT_FAILURES,
} from '../../../src/qkd/kme/guarded-neighbour.ts';
import type { Neighbour } from '../../../src/qkd/kme/kme-parts.ts';
import { middle } from '../../resilience/failures.ts';
import { RecordingLogger, RecordingMetrics } from '../../resilience/recording-sinks.ts';
import { SimulatedTime } from '../../simulation/simulated-time.ts';
import { hexKeys, KmeRig, pairPlan, requestFor } from './kme-rig.ts';

const away = new QForgeError('KME_UNREACHABLE', { kme: 'kme-b', reason: 'ECONNREFUSED' });
const message = { kind: 'ask' } as unknown as Parameters<Neighbour['askStream']>[0];

/** A neighbour that answers as it is told. */
function told(answer: () => Promise<unknown>): Neighbour {
  const call = answer as () => Promise<never>;
  return { id: 'kme-b', relay: call, handOver: call, askStream: call };
}

async function guarded(neighbour: Neighbour) {
  const time = new SimulatedTime();
  const sinks = { logger: new RecordingLogger(), metrics: new RecordingMetrics() };
  return {
    time,
    ...sinks,
    neighbour: await GuardedNeighbour.create(neighbour, { clock: time, random: middle, ...sinks }),
  };
}

const isUnreachable = (error: unknown): boolean => isQForgeError(error, 'KME_UNREACHABLE');

describe('a guarded neighbour', () => {
  test('is left alone while it does not answer, and asked again after a rest', async () => {
    let calls = 0;
    let failure: Error | undefined = away;
    const rig = await guarded(
      told(() => {
        calls += 1;
        return failure === undefined ? Promise.resolve({ status: 0 }) : Promise.reject(failure);
      }),
    );
    rig.neighbour.requireReachable();
    for (let call = 0; call < NEIGHBOUR_CIRCUIT_FAILURES; call += 1)
      await assert.rejects(rig.neighbour.askStream(message), isUnreachable);
    await assert.rejects(rig.neighbour.askStream(message), (error) => isUnreachable(error) && error !== away);
    assert.throws(() => rig.neighbour.requireReachable(), isUnreachable);
    assert.equal(calls, NEIGHBOUR_CIRCUIT_FAILURES);
    assert.deepEqual(rig.logger.lines, ['warn circuit open']);
    failure = undefined;
    await rig.time.settled(rig.time.passes(1000), 1000);
    rig.neighbour.requireReachable();
    assert.deepEqual(await rig.time.settled(rig.neighbour.askStream(message), 1000), { status: 0 });
  });

  test('is not held to be away because it refuses', async () => {
    const refusal = new QForgeError('KME_REQUEST_REJECTED', { kme: 'kme-b', reason: 'no such key manager' });
    const { neighbour } = await guarded(told(() => Promise.reject(refusal)));
    for (let call = 0; call < 20; call += 1)
      await assert.rejects(neighbour.askStream(message), (error) => isQForgeError(error, 'KME_REQUEST_REJECTED'));
  });

  test('is asked by so many at once, so many wait, and the rest is turned away at once', async () => {
    const gate = Promise.withResolvers<void>();
    let [running, most] = [0, 0];
    const { neighbour } = await guarded(
      told(async () => {
        running += 1;
        most = Math.max(most, running);
        await gate.promise;
        running -= 1;
        return { status: 0 };
      }),
    );
    const room = NEIGHBOUR_CALLS.atOnce + NEIGHBOUR_CALLS.waiting;
    const calls = Array.from({ length: room }, () => neighbour.askStream(message));
    await assert.rejects(neighbour.askStream(message), isUnreachable);
    gate.resolve();
    assert.equal((await Promise.all(calls)).length, room);
    assert.equal(most, NEIGHBOUR_CALLS.atOnce);
  });
});

test('a neighbour that is known to be away costs no keys of the pool', async (t) => {
  using rig = await KmeRig.open(t, pairPlan);
  const { kme, stored } = {
    kme: rig.kme('kme-a'),
    stored: () => rig.kme('kme-a').status('alice', 'bob').storedKeyCount,
  };
  rig.fill('kme-a', 'kme-b', 20);
  const before = stored();
  assert.ok(before > 0);
  rig.away.add('kme-b');
  await assert.rejects(kme.encKeys('alice', 'bob', requestFor({ number: 2 })), (error) =>
    isQForgeError(error, 'KME_UNAVAILABLE'),
  );
  assert.equal(stored(), before);
  rig.away.delete('kme-b');
  assert.equal(hexKeys(await kme.encKeys('alice', 'bob', requestFor({ number: 2 }))).length, 2);
});
