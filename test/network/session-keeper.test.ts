import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Clock, QForgeError, type RandomSource, silentLogger, silentMetrics } from '../../src/base/index.ts';
import type { ChannelEvent, ChannelState } from '../../src/network/channel.ts';
import type { PeerChannel } from '../../src/network/peer-channel.ts';
import {
  defaultKeepLimits,
  type KeepLimits,
  SessionKeeper,
  STABLE_SESSION_MS,
} from '../../src/network/session-keeper.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';

const lost = new QForgeError('CONNECTION_LOST', { peer: 'x', reason: 'it was torn' });
const refused = new QForgeError('CONNECTION_REFUSED', { address: 'tcp://x:1' });

/** Just so much of a channel as a keeper looks at. */
class FakeChannel {
  readonly peerId = 'qf1peer';
  state: ChannelState = 'open';
  uses = 0;
  isBusy = false;
  closes = 0;
  aborted: QForgeError | undefined;
  #listener: (event: ChannelEvent) => void = () => undefined;

  get isOpen(): boolean {
    return this.state !== 'closed';
  }

  onEvent(listener: (event: ChannelEvent) => void): () => void {
    this.#listener = listener;
    return () => undefined;
  }

  close(): Promise<void> {
    this.closes += 1;
    this.state = 'closed';
    this.#listener({ type: 'closed', reason: undefined });
    return Promise.resolve();
  }

  abort(reason: QForgeError): void {
    this.aborted = reason;
    this.state = 'closed';
    this.#listener({ type: 'closed', reason });
  }

  cut(): void {
    this.state = 'reconnecting';
    this.#listener({ type: 'reconnecting', reason: lost });
  }

  resume(): void {
    this.state = 'open';
    this.#listener({ type: 'resumed', afterMs: 1, resent: 0, peerLostState: false });
  }
}

/** The middle of every span. */
const middle: RandomSource = { fill: (target) => target.fill(128) };

class Rig {
  readonly time = new SimulatedTime();
  readonly channel = new FakeChannel();
  readonly dials: number[] = [];
  readonly keeper: SessionKeeper;
  works = true;

  constructor(limits: Partial<KeepLimits> = {}, dials = true) {
    const clock: Clock = this.time;
    this.keeper = SessionKeeper.keep(this.channel as unknown as PeerChannel, {
      clock,
      random: middle,
      logger: silentLogger,
      metrics: silentMetrics,
      limits: { ...defaultKeepLimits, ...limits },
      dial: dials ? () => this.#dial() : undefined,
    });
  }

  async pass(ms: number): Promise<void> {
    await this.time.run(() => false, ms);
  }

  #dial(): Promise<void> {
    this.dials.push(Math.round(this.time.monotonicMs()));
    if (!this.works) return Promise.reject(refused);
    this.channel.resume();
    return Promise.resolve();
  }
}

describe('a channel of this side’s', () => {
  test('is dialled for at once when it is cut, once', async () => {
    const rig = new Rig();
    await rig.pass(STABLE_SESSION_MS);
    rig.channel.cut();
    await rig.pass(60_000);
    assert.deepEqual([rig.dials, rig.channel.state], [[STABLE_SESSION_MS], 'open']);
  });

  test('is dialled for after growing delays while that fails', async () => {
    const rig = new Rig();
    rig.works = false;
    await rig.pass(STABLE_SESSION_MS);
    rig.channel.cut();
    await rig.pass(10_000);
    const after = rig.dials.map((ms) => ms - STABLE_SESSION_MS);
    assert.deepEqual(after, [0, 125, 376, 878, 1882, 3890, 7906], 'half of 250 ms, 500 ms and so on, added up');
    rig.works = true;
    await rig.pass(20_000);
    assert.equal(rig.channel.state, 'open');
  });

  test('is dialled for at once when somebody waits for it, and soon again when that fails', async () => {
    const rig = new Rig();
    rig.works = false;
    rig.channel.cut();
    await rig.pass(60_000);
    const before = rig.dials.length;
    rig.keeper.hasten();
    await rig.pass(400);
    const nowMs = 60_000;
    assert.deepEqual(
      rig.dials.slice(before).map((ms) => ms - nowMs),
      [0, 125, 376],
    );
    rig.works = true;
    rig.keeper.hasten();
    await rig.pass(0);
    assert.equal(rig.channel.state, 'open');
    rig.keeper.hasten();
    await rig.pass(60_000);
    assert.equal(rig.dials.length, before + 4, 'what is open is not dialled for');
  });

  test('that is cut again and again is not a busy loop, until a session has lived for long', async () => {
    const rig = new Rig();
    await rig.pass(STABLE_SESSION_MS);
    for (let count = 0; count < 20; count += 1) {
      rig.channel.cut();
      await rig.pass(40_000 * (count < 10 ? 0 : 1) + 20_000);
    }
    const gaps = rig.dials.slice(1).map((ms, index) => ms - (rig.dials[index] ?? 0));
    assert.ok(rig.dials.length <= 20, `${rig.dials.length}`);
    assert.ok(gaps.slice(0, 9).every((gap) => gap >= 100));
    assert.ok(
      gaps.some((gap) => gap >= 15_000),
      gaps.join(),
    );
  });

  test('is given up after ten minutes, with why the last attempt failed', async () => {
    const rig = new Rig();
    rig.works = false;
    rig.channel.cut();
    await rig.pass(599_000);
    assert.equal(rig.channel.aborted, undefined);
    await rig.pass(2000);
    assert.equal(rig.channel.aborted, refused);
    const { length } = rig.dials;
    await rig.pass(600_000);
    assert.ok(rig.dials.length <= length + 1, 'nobody dials for a channel that is closed');
  });

  test('gets a new session after a day, while the old one lives, and is tried again when that fails', async () => {
    const rig = new Rig();
    await rig.pass(86_400_000 - 1);
    assert.deepEqual(rig.dials, []);
    rig.works = false;
    await rig.pass(1);
    assert.deepEqual([rig.dials.length, rig.channel.state], [1, 'open']);
    rig.works = true;
    await rig.pass(30_000);
    assert.equal(rig.dials.length, 2);
    await rig.pass(86_400_000);
    assert.equal(rig.dials.length, 3);
  });
});

describe('a channel of the peer’s', () => {
  test('is waited for, for ten minutes', async () => {
    const rig = new Rig({}, false);
    rig.channel.cut();
    await rig.pass(300_000);
    rig.channel.resume();
    await rig.pass(600_000);
    assert.equal(rig.channel.aborted, undefined);
    rig.channel.cut();
    await rig.pass(600_000);
    assert.equal(rig.channel.aborted, lost);
    assert.deepEqual(rig.dials, []);
  });
});

describe('a channel that nobody uses', () => {
  test('is closed after the time that was set, and not before', async () => {
    const rig = new Rig({ idleMs: 60_000 });
    await rig.pass(50_000);
    rig.channel.uses += 1;
    await rig.pass(69_000);
    assert.equal(rig.channel.closes, 0);
    await rig.pass(1000);
    assert.equal(rig.channel.closes, 1);
  });

  test('is left alone while something is under way, and without such a time', async () => {
    const rig = new Rig({ idleMs: 60_000 });
    rig.channel.isBusy = true;
    await rig.pass(600_000);
    const forever = new Rig();
    await forever.pass(3_600_000);
    assert.deepEqual([rig.channel.closes, forever.channel.closes], [0, 0]);
  });
});
