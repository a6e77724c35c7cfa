import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Connection } from '../../src/base/index.ts';
import { type RecordingHandler, record } from '../network/recording-handler.ts';
import { testTransport } from '../network/transport-conformance.ts';
import { Chances } from './chances.ts';
import type { NetworkConditions } from './network-conditions.ts';
import { GIVE_UP_MS } from './simulated-connection.ts';
import { SYSTEM_BUFFER_BYTES } from './simulated-link.ts';
import { SimulatedNetwork } from './simulated-network.ts';
import { SimulatedTime } from './simulated-time.ts';

const MINUTE_MS = 60_000;

/** Time that runs by itself for tests that know nothing of it. */
const freeTime = new SimulatedTime();
const over = new AbortController();
const running = (async () => {
  while (!over.signal.aborted) await freeTime.run(() => over.signal.aborted, MINUTE_MS);
})();
after(async () => {
  over.abort();
  await running;
});

let names = 0;
const weathers: readonly [string, Partial<NetworkConditions>][] = [
  ['calm', {}],
  ['slow, lossy and in small pieces', { latencyMs: [1, 40], segmentBytes: [500, 9000], lossRate: 0.02 }],
];
for (const [name, conditions] of weathers) {
  testTransport({
    name: `simulated, ${name},`,
    makeTransport: () => new SimulatedNetwork(freeTime, ++names, { conditions }),
    listenAddress: () => `memory://listener-${++names}`,
    deadAddress: () => Promise.resolve('memory://nobody'),
    systemBufferBytes: 2 * SYSTEM_BUFFER_BYTES,
  });
}

interface Rig {
  readonly time: SimulatedTime;
  readonly network: SimulatedNetwork;
  readonly client: Connection;
  readonly atClient: RecordingHandler;
  readonly atServer: RecordingHandler;
}

async function rigOf(seed: number, conditions: Partial<NetworkConditions> = {}, cutAfterBytes?: number): Promise<Rig> {
  const time = new SimulatedTime();
  const network = new SimulatedNetwork(time, seed, { conditions });
  network.onPair = ({ forth }) => {
    if (cutAfterBytes !== undefined) forth.cutAfterBytes = cutAfterBytes;
  };
  const accepted = Promise.withResolvers<Connection>();
  await time.settled(network.listen('memory://server', accepted.resolve), MINUTE_MS);
  const client = await time.settled(network.connect('memory://server'), MINUTE_MS);
  return { time, network, client, atClient: record(client), atServer: record(await accepted.promise) };
}

describe('simulated network', () => {
  test('the same seed gives the same run, another seed another', async () => {
    const runOf = async (seed: number): Promise<number[]> => {
      const { time, client, atServer } = await rigOf(seed, {
        latencyMs: [1, 50],
        segmentBytes: [1, 99],
        lossRate: 0.1,
      });
      const arrivals: number[] = [];
      atServer.onArrival = (bytes) => arrivals.push(time.monotonicMs(), bytes.length);
      client.write(new Chances(1).bytes(5000));
      assert.equal(await time.run(() => atServer.receivedBytes === 5000, 10 * MINUTE_MS), 'done');
      assert.deepEqual(atServer.received(), Buffer.from(new Chances(1).bytes(5000)));
      return arrivals;
    };
    assert.deepEqual(await runOf(7), await runOf(7));
    assert.notDeepEqual(await runOf(7), await runOf(8));
  });

  test('bytes take the latency, and the time that the throughput leaves them', async () => {
    const { time, client, atServer } = await rigOf(1, {
      latencyMs: [30, 30],
      bytesPerMs: 100,
      segmentBytes: [1000, 1000],
    });
    const startMs = time.monotonicMs();
    client.write(new Uint8Array(10_000));
    await time.run(() => atServer.receivedBytes === 10_000, MINUTE_MS);
    assert.equal(time.monotonicMs() - startMs, 30 + 10_000 / 100);
  });

  test('a lost segment is late, never missing: what is behind it waits', async () => {
    const { time, client, atServer } = await rigOf(3, { lossRate: 0.3, segmentBytes: [100, 100] });
    const startMs = time.monotonicMs();
    const sent = new Chances(3).bytes(10_000);
    client.write(sent);
    await time.run(() => atServer.receivedBytes === sent.length, MINUTE_MS);
    assert.deepEqual(atServer.received(), Buffer.from(sent));
    assert.ok(time.monotonicMs() - startMs >= 200, 'a retransmission takes 200 ms');
  });

  test('a connection that is to break at byte n delivers n bytes, and both ends hear CONNECTION_LOST', async () => {
    for (const cutAfterBytes of [1, 99, 100, 101, 4999]) {
      const { time, client, atClient, atServer } = await rigOf(1, { segmentBytes: [100, 100] }, cutAfterBytes);
      client.write(new Uint8Array(5000));
      await time.run(() => atClient.closeCount === 1 && atServer.closeCount === 1, MINUTE_MS);
      assert.equal(atServer.receivedBytes, cutAfterBytes);
      for (const end of [atClient, atServer]) assert.ok(end.closeError !== undefined && 'code' in end.closeError);
    }
  });

  test('corruption changes single bits, about as many as the rate says', async () => {
    const { time, client, atServer } = await rigOf(5, { corruptionRate: 0.1, segmentBytes: [100, 100] });
    client.write(new Uint8Array(100_000));
    await time.run(() => atServer.receivedBytes === 100_000, MINUTE_MS);
    const changed = [...atServer.received()].filter((byte) => byte !== 0);
    assert.ok(
      changed.every((byte) => Math.log2(byte) % 1 === 0),
      'one bit in a byte',
    );
    // 1,000 segments at 0.1: 100 are expected, and more than 60 away is beyond 6 standard deviations.
    assert.ok(Math.abs(changed.length - 100) < 60, `${changed.length} segments were changed`);
  });

  test('in the dark nothing arrives and nobody is told; in the light everything goes on', async () => {
    const { time, network, client, atClient, atServer } = await rigOf(1);
    network.change({ dark: true });
    client.write(Uint8Array.of(1, 2, 3));
    assert.equal(await time.run(() => atServer.receivedBytes > 0 || atClient.closeCount > 0, GIVE_UP_MS / 2), 'late');
    network.heal();
    assert.equal(await time.run(() => atServer.receivedBytes === 3, 100), 'done');
  });

  test('a dark that lasts is given up by both systems, also where nothing is sent', async () => {
    const { time, network, atClient, atServer } = await rigOf(1);
    network.change({ dark: true });
    await time.run(() => atClient.closeCount > 0 && atServer.closeCount > 0, 2 * GIVE_UP_MS);
    assert.deepEqual([atClient.events, atServer.events], [['close with error'], ['close with error']]);
    const connecting = time.settled(network.connect('memory://server'), MINUTE_MS);
    await assert.rejects(connecting, { code: 'HOST_UNREACHABLE' });
  });

  test('a broken pair is forgotten', async () => {
    const { time, network } = await rigOf(1);
    network.cutAll();
    await time.run(() => network.pairs.length === 0, MINUTE_MS);
    assert.deepEqual([network.pairs.length, network.dialled], [0, 1]);
  });
});
