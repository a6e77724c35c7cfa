import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type LogFields, type Logger, type MetricsSink, QForgeError, silentLogger } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import type { DeviceIdentity } from '../../src/handshake/index.ts';
import type { Channel } from '../../src/network/channel.ts';
import { NetworkComms } from '../../src/network/network-comms.ts';
import type { NetworkOptions } from '../../src/network/network-options.ts';
import { SimulatedNetwork } from '../simulation/simulated-network.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';
import { alice, bob } from './channel-pair.ts';

const SEED = Number(process.env['SEED'] ?? 20_261_350);
const MINUTE_MS = 60_000;
const [smaller, larger] = alice.peerId < bob.peerId ? [alice, bob] : [bob, alice];

/** Counts metrics by name and labels. */
class Counts implements MetricsSink {
  readonly of = new Map<string, number>();

  count(name: string, delta: number): void {
    this.of.set(name, (this.of.get(name) ?? 0) + delta);
  }

  gauge(name: string, value: number): void {
    this.of.set(name, value);
  }

  observe(): void {
    // Only counts are looked at.
  }
}

/** One device on the simulated network. */
class Device {
  readonly received: string[] = [];
  readonly counts = new Counts();
  readonly logged: string[] = [];
  readonly comms: NetworkComms;
  readonly channels: Channel[] = [];

  constructor(world: World, identity: DeviceIdentity, options: Partial<NetworkOptions> = {}) {
    const logger: Logger = {
      log: (level, category, message, fields?: LogFields) =>
        this.logged.push(`${level} ${category} ${message} ${JSON.stringify(fields ?? {})}`),
    };
    this.comms = new NetworkComms({
      backend: nativeBackend,
      identity,
      policy: 'require-pqc',
      keySource: undefined,
      clock: world.time,
      logger,
      metrics: this.counts,
      authorize: () => Promise.resolve(),
      addressOf: () => undefined,
      transports: [world.network],
      ...options,
    });
    this.comms.onChannel((channel) => this.take(channel));
  }

  take(channel: Channel): Channel {
    this.channels.push(channel);
    channel.onMessage((message) => this.received.push(Buffer.from(message).toString()));
    return channel;
  }
}

/** A network in simulated time, and what happens on it. */
class World {
  readonly time = new SimulatedTime();
  readonly network = new SimulatedNetwork(this.time, SEED);

  /** What a promise gives, within ten minutes of simulated time. */
  result<T>(promise: Promise<T>): Promise<T> {
    return this.time.settled(promise, 20 * MINUTE_MS);
  }

  async pass(ms: number): Promise<void> {
    await this.time.run(() => false, ms);
  }

  async pair(options: Partial<NetworkOptions> = {}): Promise<{ here: Device; there: Device; channel: Channel }> {
    const [here, there] = [new Device(this, alice, options), new Device(this, bob, options)];
    await this.result(there.comms.listen('memory://bob'));
    const channel = here.take(await this.result(here.comms.connect(bob.peerId, 'memory://bob')));
    await this.pass(100);
    return { here, there, channel };
  }
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `m${from + index}`);

async function sendAll(channel: Channel, messages: readonly string[]): Promise<void> {
  await Promise.all(messages.map((message) => channel.send(Buffer.from(message))));
}

describe('a network that is cut for 30 s', () => {
  test('brings the channel back, and every unacknowledged message exactly once', async () => {
    const world = new World();
    const { here, there, channel } = await world.pair();
    const early = sendAll(channel, numbers(1, 50));
    await world.pass(2);
    world.network.cutAll();
    world.network.change({ dark: true });
    const late = sendAll(channel, numbers(51, 100));
    const back = sendAll(there.channels[0] ?? assert.fail(), numbers(1, 30));
    await world.pass(30_000);
    assert.equal(channel.state, 'reconnecting');
    world.network.heal();
    await world.result(Promise.all([early, late, back]));
    assert.deepEqual(there.received, numbers(1, 100));
    assert.deepEqual(here.received, numbers(1, 30));
    assert.equal(there.channels.length, 1, 'it is the same channel');
    assert.deepEqual([channel.state, channel.statistics().messagesUnacknowledged], ['open', 0]);
    assert.equal(here.counts.of.get('qforge_channel_resumptions_total'), 1);
    await world.result(here.comms.close());
  });

  test('without a word is found out by pings, and nothing is lost either', async () => {
    const world = new World();
    const { there, channel } = await world.pair();
    world.network.change({ dark: true });
    const sending = sendAll(channel, numbers(1, 10));
    await world.pass(2 * MINUTE_MS);
    world.network.heal();
    await world.result(sending);
    assert.deepEqual(there.received, numbers(1, 10));
  });

  test('for longer than anybody waits is told to who has sent', async () => {
    const world = new World();
    const { there, channel } = await world.pair();
    world.network.change({ dark: true });
    world.network.cutAll();
    const sending = channel.send(Buffer.from('x'));
    await assert.rejects(world.result(sending), { code: 'HOST_UNREACHABLE' });
    assert.equal(channel.state, 'closed');
    assert.equal((await world.result(there.channels[0]?.closed ?? assert.fail()))?.code, 'CONNECTION_LOST');
  });
});

describe('a device that ends while a peer begins', () => {
  test('closes a channel whose initiator takes it for open already', async () => {
    const world = new World();
    const [here, there] = [new Device(world, alice), new Device(world, bob)];
    await world.result(there.comms.listen('memory://bob'));
    let ended = Promise.resolve();
    let sent: Promise<unknown> = Promise.resolve();
    const connecting = here.comms.connect(bob.peerId, 'memory://bob').then((channel) => {
      // The responder has not heard of it yet: Resume and the message are on their way.
      assert.equal(there.comms.channels.length, 0);
      sent = channel.send(Buffer.from('too late'));
      sent.catch(() => undefined);
      ended = there.comms.close();
      return channel;
    });
    const channel = await world.result(connecting);
    await assert.rejects(world.result(sent), { code: 'CHANNEL_CLOSED' });
    await world.result(ended);
    assert.deepEqual([channel.state, there.channels, there.received], ['closed', [], []]);
  });

  test('ends although a peer that has proved itself says no more', async () => {
    const world = new World();
    const [here, there] = [new Device(world, alice), new Device(world, bob)];
    await world.result(there.comms.listen('memory://bob'));
    let ended = Promise.resolve();
    const connecting = here.comms.connect(bob.peerId, 'memory://bob').then(() => {
      world.network.change({ dark: true });
      ended = there.comms.close();
    });
    await world.result(connecting);
    await world.result(ended);
    assert.deepEqual(there.channels, []);
    await world.result(here.comms.close());
  });
});

describe('a peer that restarts', () => {
  test('as a responder gets the rest on a channel of its own; the sender is told', async () => {
    const world = new World();
    const { here, there, channel } = await world.pair();
    await world.result(sendAll(channel, numbers(1, 5)));
    const events: boolean[] = [];
    channel.onEvent((event) => {
      if (event.type === 'resumed') events.push(event.peerLostState);
    });
    world.network.change({ dark: true });
    const sending = sendAll(channel, numbers(6, 10));
    await world.pass(10);
    // The process is gone: nobody says goodbye.
    world.network.cutAll();
    await world.result(there.comms.close());
    const again = new Device(world, bob);
    await world.result(again.comms.listen('memory://bob'));
    world.network.heal();
    await world.result(sending);
    assert.deepEqual(again.received, numbers(6, 10), 'what was acknowledged does not come again');
    assert.deepEqual([events, here.counts.of.get('qforge_peer_restarts_total')], [[true], 1]);
    const [itsChannel] = again.channels;
    await world.result(itsChannel?.send(Buffer.from('back')) ?? assert.fail());
    assert.deepEqual(here.received, ['back']);
  });

  test('as an initiator comes with a new channel; the old one is given up in the end', async () => {
    const world = new World();
    const { here, there } = await world.pair();
    world.network.cutAll();
    const [old] = there.channels;
    await world.result(here.comms.close());
    const again = new Device(world, alice);
    await world.result(again.comms.connect(bob.peerId, 'memory://bob'));
    await world.pass(10);
    assert.equal(there.channels.length, 2);
    assert.equal(there.comms.channelTo(alice.peerId), there.channels[1], 'the one with a session is preferred');
    assert.ok((await world.result(old?.closed ?? assert.fail())) !== undefined);
  });
});

describe('a channel that one side has closed while it was cut', () => {
  test('is closed for the other side when it comes back', async () => {
    const world = new World();
    const { there, channel } = await world.pair();
    world.network.change({ dark: true });
    world.network.cutAll();
    await world.pass(1000);
    await world.result(there.channels[0]?.close() ?? assert.fail());
    world.network.heal();
    assert.equal(await world.result(channel.closed), undefined);
    assert.equal(there.channels.length, 1, 'it has not come back as a new one');
  });
});

describe('two devices that dial each other at the same time', () => {
  async function dialBoth(aheadMs: number): Promise<{ devices: readonly Device[]; channels: readonly Channel[] }> {
    const world = new World();
    const [low, high] = [new Device(world, smaller), new Device(world, larger)];
    await world.result(Promise.all([low.comms.listen('memory://low'), high.comms.listen('memory://high')]));
    const dialLow = low.comms.connect(larger.peerId, 'memory://high');
    await world.pass(aheadMs);
    const dialHigh = high.comms.connect(smaller.peerId, 'memory://low');
    const channels = await world.result(Promise.all([dialLow, dialHigh]));
    await world.pass(1000);
    const fromLow = low.take(channels[0]);
    await world.result(
      Promise.all([channels[0].send(Buffer.from('from low')), channels[1].send(Buffer.from('from high'))]),
    );
    assert.deepEqual([low.received, high.received], [['from high'], ['from low']]);
    assert.equal(fromLow.peerId, larger.peerId);
    return { devices: [low, high], channels };
  }

  test('end with one channel, that of the smaller PeerId', async () => {
    for (const aheadMs of [0, 1, 2, 3, 4]) {
      const { devices, channels } = await dialBoth(aheadMs);
      const counts = devices.map(({ comms }) => comms.channels.length);
      assert.deepEqual(counts, [1, 1], `${aheadMs} ms ahead`);
      assert.deepEqual(
        channels.map(({ role }) => role),
        ['initiator', 'responder'],
      );
    }
  });
});

describe('channels of a device', () => {
  test('are shared by all who connect to a peer', async () => {
    const world = new World();
    const { here, there, channel } = await world.pair();
    const same = await world.result(
      Promise.all([here.comms.connect(bob.peerId, 'memory://bob'), here.comms.connect(bob.peerId, 'memory://bob')]),
    );
    assert.deepEqual(same, [channel, channel]);
    assert.deepEqual([here.comms.channels.length, there.comms.channels.length], [1, 1]);
  });

  test('are opened on for who still waits when another has called it off, and for nobody when all have', async () => {
    const world = new World();
    const [here, there] = [new Device(world, alice), new Device(world, bob)];
    await world.result(there.comms.listen('memory://bob'));
    const [one, other] = [new AbortController(), new AbortController()];
    const called = here.comms.connect(bob.peerId, 'memory://bob', { signal: one.signal });
    const wanted = here.comms.connect(bob.peerId, 'memory://bob', { signal: other.signal });
    one.abort();
    await assert.rejects(called, { code: 'CANCELLED' });
    const channel = await world.result(wanted);
    assert.equal(channel.isOpen, true);
    await world.result(channel.close());
    const alone = new AbortController();
    const off = here.comms.connect(bob.peerId, 'memory://bob', { signal: alone.signal });
    alone.abort();
    await assert.rejects(off, { code: 'CANCELLED' });
    // Who comes after does not get the attempt that was called off.
    assert.equal((await world.result(here.comms.connect(bob.peerId, 'memory://bob'))).isOpen, true);
  });

  test('that fail to open leave nothing behind', async () => {
    const world = new World();
    const here = new Device(world, alice);
    const dialling = here.comms.connect(bob.peerId, 'memory://nobody');
    await assert.rejects(world.result(dialling), { code: 'CONNECTION_REFUSED' });
    assert.deepEqual(here.comms.channels, []);
    await assert.rejects(world.result(here.comms.direct.route(bob.peerId, Buffer.from('x'))), { code: 'PEER_UNKNOWN' });
  });

  test('are refused where their peer is not welcome', async () => {
    const world = new World();
    const here = new Device(world, alice);
    const there = new Device(world, bob, {
      authorize: (peerId) => Promise.reject(new QForgeError('PEER_UNKNOWN', { peer: peerId })),
    });
    await world.result(there.comms.listen('memory://bob'));
    await assert.rejects(world.result(here.comms.connect(bob.peerId, 'memory://bob')), { code: 'PEER_REFUSED' });
    assert.deepEqual(there.channels, []);
  });

  test('end when their device closes, and nothing is accepted or dialled after', async () => {
    const world = new World();
    const { here, there, channel } = await world.pair();
    await world.result(there.comms.close());
    assert.equal(await world.result(channel.closed), undefined);
    await assert.rejects(world.result(here.comms.connect(bob.peerId, 'memory://bob')), { code: 'CONNECTION_REFUSED' });
    await assert.rejects(world.result(there.comms.connect(alice.peerId, 'memory://alice')), { code: 'CHANNEL_CLOSED' });
  });

  test('survive a day, with a new handshake under the same channel and hundreds of rekeys', async () => {
    const world = new World();
    const { there, channel } = await world.pair();
    for (let hour = 0; hour < 26; hour += 1) {
      await world.result(sendAll(channel, [`hour ${hour}`]));
      await world.pass(60 * MINUTE_MS);
    }
    const { sessions, rekeys } = channel.statistics();
    assert.equal(sessions, 2);
    assert.ok(rekeys > 26 * 25 && rekeys < 26 * 40, `${rekeys} rekeys`);
    assert.equal(there.received.length, 26);
    assert.deepEqual([channel.state, there.channels.length], ['open', 1]);
  });

  test('that nobody uses are closed where that was asked for', async () => {
    const world = new World();
    const { there, channel } = await world.pair({ keep: { idleMs: 5 * MINUTE_MS } });
    assert.equal(await world.result(channel.closed), undefined);
    assert.equal(there.comms.channels.length, 0);
  });
});

test('a logger that is silent will do', async () => {
  const world = new World();
  const device = new Device(world, alice, { logger: silentLogger });
  await world.result(device.comms.close());
});
