import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { isQForgeError, type SecurityEvent, silentMetrics } from '../../src/base/index.ts';
import type { ClientOptions } from '../../src/client/client-options.ts';
import { ClientThreats, TIMES_REVIEW_MS } from '../../src/client/client-threats.ts';
import { StreamlinedSecureClient } from '../../src/client/streamlined-secure-client.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { type DeviceIdentity, generateIdentity } from '../../src/handshake/index.ts';
import type { Channel } from '../../src/network/index.ts';
import { securityProfile } from '../../src/security/index.ts';
import { until } from '../until.ts';
import { ManualClock } from './manual-clock.ts';

const [alice, bob, stranger] = Array.from({ length: 3 }, () => generateIdentity(nativeBackend, 'high', Date.now())) as [
  DeviceIdentity,
  DeviceIdentity,
  DeviceIdentity,
];

interface Watched {
  readonly server: StreamlinedSecureClient;
  readonly address: string;
  readonly events: SecurityEvent[];
}

/** Bob listens on a real port, trusts Alice, and writes down what he is told of. */
async function bobWatching(t: TestContext, options: Partial<ClientOptions> = {}): Promise<Watched> {
  const events: SecurityEvent[] = [];
  const server = await StreamlinedSecureClient.create({
    identity: bob,
    listen: 'tcp://127.0.0.1:0',
    securityEvents: { emit: (event) => events.push(event) },
    ...options,
  });
  t.after(() => server.shutdown());
  await server.trustStore.add({ name: 'alice', peerId: alice.peerId, trusted: true });
  return { server, address: server.listenAddresses[0] ?? '', events };
}

async function clientOf(t: TestContext, identity: DeviceIdentity): Promise<StreamlinedSecureClient> {
  const client = await StreamlinedSecureClient.create({ identity });
  t.after(() => client.shutdown());
  return client;
}

/** A proxy on the path, whose `onData` sees what the dialler sends, and may send something else. */
async function proxyTo(
  t: TestContext,
  address: string,
  onData: (bytes: Buffer, onwards: Socket) => void,
): Promise<string> {
  const { hostname, port } = new URL(address.replace('tcp:', 'http:'));
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.on('data', (bytes: Buffer) => onData(bytes, far));
    far.on('data', (bytes: Buffer) => near.write(bytes));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('close', () => other.destroy());
      one.on('error', () => undefined);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const bound = server.address();
  return `tcp://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`;
}

const typesOf = (events: readonly SecurityEvent[]): string[] =>
  events.map((event) => (event.type === 'reaction' ? `${event.reaction} ${event.done}` : event.type));

describe('threats to a running client', () => {
  test('a burst of failing handshakes has the source throttled, for strangers and friends behind it', async (t) => {
    const { server, address, events } = await bobWatching(t);
    const intruder = await clientOf(t, stranger);
    const attempts = Array.from({ length: 8 }, () =>
      intruder.establishSecureChannel(bob.peerId, { address }).catch((error: unknown) => error),
    );
    await Promise.all(attempts);
    for (let attempt = 0; attempt < 8 && !events.some(({ type }) => type === 'reaction'); attempt += 1)
      await intruder.establishSecureChannel(bob.peerId, { address }).catch(() => undefined);
    assert.deepEqual(typesOf(events).slice(0, 2), ['threat-detected', 'throttle true']);
    assert.equal(events[0]?.subject, '127.0.0.1');
    await assert.rejects(intruder.establishSecureChannel(bob.peerId, { address })).catch(() => undefined);
    await assert.rejects(intruder.establishSecureChannel(bob.peerId, { address }), (error) =>
      isQForgeError(error, 'HANDSHAKE_REFUSED'),
    );
    const { threat } = server.getSystemStatus();
    assert.ok((threat.detections['handshake failures'] ?? 0) > 0 && threat.score > 0);
  });

  test('a record that is repeated on the path is told from a changed one, and the channel goes on under new keys', async (t) => {
    const { server, address, events } = await bobWatching(t);
    let repeats = false;
    const proxy = await proxyTo(t, address, (bytes, onwards) => {
      onwards.write(bytes);
      if (repeats) onwards.write(bytes);
      repeats = false;
    });
    const received: string[] = [];
    server.onChannel((channel) => channel.onMessage((message) => void received.push(Buffer.from(message).toString())));
    const client = await clientOf(t, alice);
    const channel = await client.establishSecureChannel(bob.peerId, { address: proxy });
    await channel.send(Buffer.from('before'));
    repeats = true;
    await channel.send(Buffer.from('recorded'));
    await until(() => events.length > 0, { what: 'the detection' });
    assert.deepEqual(events.map(({ type, subject }) => [type, subject]).slice(0, 2), [
      ['threat-detected', alice.peerId],
      ['reaction', alice.peerId],
    ]);
    const [detected] = events;
    assert.ok(detected?.type === 'threat-detected' && detected.detector === 'records out of place');
    await channel.send(Buffer.from('after'));
    assert.deepEqual(received, ['before', 'recorded', 'after'], 'each once');
  });

  test('a peer that says what nobody may say is suspended: its channel ends, and it gets no other', async (t) => {
    const { server, address, events } = await bobWatching(t);
    const client = await clientOf(t, alice);
    const channel = await client.establishSecureChannel(bob.peerId, { address });
    await channel.ping();
    const [served] = server.channels();
    assert.ok(served !== undefined);
    assert.equal(server.getNetworkComms().defence.suspend(alice.peerId, 60_000), 1);
    const reason = await served.closed;
    assert.equal(reason?.code, 'PEER_SUSPENDED');
    await assert.rejects(client.establishSecureChannel(bob.peerId, { address }).then((again) => again.ping()));
    await assert.rejects(server.establishSecureChannel(alice.peerId, { address: 'tcp://127.0.0.1:1' }), (error) =>
      isQForgeError(error, 'PEER_SUSPENDED'),
    );
    assert.deepEqual(typesOf(events), [], 'that was the owner, and no threat');
  });

  test('is told to whoever listens, and can be left to them by policy', async (t) => {
    const { server, address, events } = await bobWatching(t, { threatPolicy: { 'handshake failures': 'none' } });
    const heard: SecurityEvent[] = [];
    const stop = server.onSecurityEvent((event) => heard.push(event));
    const intruder = await clientOf(t, stranger);
    for (let attempt = 0; attempt < 9; attempt += 1)
      await intruder.establishSecureChannel(bob.peerId, { address }).catch(() => undefined);
    await until(() => heard.length > 0, { what: 'the detection' });
    assert.ok(!typesOf(events).some((type) => type.startsWith('throttle')));
    stop();
  });
});

/** What tests do to a channel. */
interface FakeChannel {
  readonly times: () => readonly [roundTrips: number, totalMs: number];
  readonly acknowledge: (ms: number) => void;
}

/** A channel of which only this is asked. */
function channelOf(peerId: string, quantumKeys: 'none' | 'simulated', log: string[]): Channel {
  let [roundTrips, totalMs] = [0, 0];
  const channel = {
    peerId,
    state: 'open',
    rekey: () => log.push(`rekey ${peerId}`),
    statistics: () => ({ quantumKeys }),
    times: () => [roundTrips, totalMs],
    acknowledge: (ms: number) => {
      totalMs += ms;
      roundTrips += 1;
    },
  };
  return channel as unknown as Channel;
}

describe('reactions on a network', () => {
  const rig = () => {
    const clock = new ManualClock();
    const log: string[] = [];
    const events: SecurityEvent[] = [];
    const channels = [channelOf('qf1a', 'none', log), channelOf('qf1b', 'simulated', log)];
    const opened = new Set<(channel: Channel) => unknown>();
    const scores: number[] = [];
    const threats = new ClientThreats({
      clock,
      metrics: { ...silentMetrics, gauge: (_name, score) => scores.push(score) },
      bounds: securityProfile('high').detection,
      events: { emit: (event) => events.push(event) },
      policy: {},
    });
    const network = {
      channels,
      onEveryChannel: (listener: (channel: Channel) => unknown) => {
        opened.add(listener);
        return () => opened.delete(listener);
      },
      visitRoundTrips: (visit: (channel: Channel, count: number, sumMs: number) => void) => {
        for (const channel of channels) {
          const [count, sumMs] = (channel as unknown as FakeChannel).times();
          visit(channel, count, sumMs);
        }
      },
      defence: {
        throttle: (source: string) => void log.push(`throttle ${source}`),
        suspend: (peer: string) => log.push(`suspend ${peer}`),
        guard: (on: boolean) => void log.push(`guard ${on}`),
      },
    };
    /** A channel has been opened. */
    const open = (channel: Channel): void => {
      channels.push(channel);
      for (const listener of opened) listener(channel);
    };
    return { clock, log, events, channels, threats, network, scores, open };
  };

  test('reach the channels that they are for', () => {
    const { threats, network, log } = rig();
    assert.deepEqual(
      [threats.guard(true), threats.throttle('x', 1), threats.suspend('x', 1), threats.rekey('all channels')],
      [false, false, false, false],
    );
    threats.start(network);
    threats.observe({ type: 'qkd-aborted', link: 'a-b' });
    assert.equal(threats.rekey('quantum channels'), true);
    assert.equal(threats.rekey({ peer: 'qf1a' }), true);
    assert.equal(threats.rekey({ peer: 'qf1c' }), false);
    assert.equal(threats.guard(true), true);
    assert.equal(threats.suspend('qf1a', 1), true);
    assert.deepEqual(log, ['rekey qf1b', 'rekey qf1a', 'guard true', 'suspend qf1a']);
    threats.stop();
  });

  test('times of messages are looked at every five seconds, as the mean of what is new', () => {
    const { threats, network, channels, clock, events } = rig();
    threats.start(network);
    const [first] = channels as unknown as readonly FakeChannel[];
    for (let review = 0; review < 80; review += 1) {
      for (let message = 0; message < 5; message += 1) first?.acknowledge(review < 60 ? 2 + (message % 3) / 10 : 9);
      clock.advance(TIMES_REVIEW_MS);
    }
    assert.ok(events.some((event) => event.type === 'threat-detected' && event.detector === 'message times'));
    assert.ok(events.every(({ subject }) => subject === 'qf1a'));
    threats.stop();
    assert.equal(clock.pendingCalls, 0);
  });

  test('nothing is looked at without channels, and all of them from the first one on', () => {
    const { threats, network, channels, clock, events, open } = rig();
    const [first, second] = channels.splice(0) as [Channel, Channel];
    threats.start(network);
    assert.equal(clock.pendingCalls, 0);
    open(first);
    open(second);
    assert.equal(clock.pendingCalls, 1);
    for (let review = 0; review < 80; review += 1) {
      (second as unknown as FakeChannel).acknowledge(review < 60 ? 2 + (review % 3) / 10 : 9);
      clock.advance(TIMES_REVIEW_MS);
    }
    assert.ok(events.some((event) => event.type === 'threat-detected' && event.detector === 'message times'));
    channels.length = 0;
    clock.advance(86_400_000);
    assert.equal(clock.pendingCalls, 0);
    open(first);
    assert.equal(clock.pendingCalls, 1);
    threats.stop();
    threats.observe({ type: 'qkd-aborted', link: 'a-b' });
    assert.equal(clock.pendingCalls, 0, 'not after it was stopped');
  });

  test('a threat has its score told until it is forgotten, channels or not', () => {
    const { threats, network, channels, clock, scores } = rig();
    channels.length = 0;
    threats.start(network);
    for (let failure = 0; failure < 3; failure += 1)
      threats.observe({ type: 'entropy-failed', name: 'system', required: true });
    clock.advance(TIMES_REVIEW_MS);
    const [, told = 0] = scores;
    assert.ok(told > 1, String(told));
    for (let review = 0; review < 2 * 3600; review += 1) clock.advance(TIMES_REVIEW_MS);
    assert.deepEqual([scores.at(-1), clock.pendingCalls], [0, 0]);
    threats.stop();
  });
});
