import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type EventListener, isQForgeError, QForgeError, silentMetrics } from '../../src/base/index.ts';
import type { Channel, ChannelEvent } from '../../src/network/index.ts';
import { CHANNEL_WAIT_MS, ChannelKeeper, FIRST_WAIT_MS, LONGEST_WAIT_MS } from '../../src/tunnel/channel-keeper.ts';
import { ManualClock } from '../client/manual-clock.ts';
import { KeptLog } from './tunnel-rig.ts';

const LOST = new QForgeError('CONNECTION_LOST', { peer: 'bob', reason: 'it was cut' });
const GIVEN_UP = new QForgeError('HANDSHAKE_TIMEOUT', { peer: 'bob', afterMs: 1 });

/** Randomness that always draws the same. */
const drawing = (value: number) => ({ fill: <T extends Uint8Array>(target: T): T => target.fill(value) });

/** A channel that is only open, cut or lost. */
class FakeChannel {
  isOpen = true;
  state: 'open' | 'reconnecting' | 'closed' = 'open';
  #whenOpen = Promise.withResolvers<void>();
  readonly #listeners = new Set<EventListener<ChannelEvent>>();
  readonly #closed = Promise.withResolvers<QForgeError | undefined>();
  readonly closed = this.#closed.promise;

  opened(): Promise<void> {
    return this.state === 'open' ? Promise.resolve() : this.#whenOpen.promise;
  }

  onEvent(listener: EventListener<ChannelEvent>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  cut(): void {
    this.state = 'reconnecting';
    this.#whenOpen = Promise.withResolvers<void>();
    this.#tell({ type: 'reconnecting', reason: LOST });
  }

  resume(): void {
    this.state = 'open';
    this.#whenOpen.resolve();
    this.#tell({ type: 'resumed', afterMs: 1, resent: 0, peerLostState: false });
  }

  lose(): void {
    this.isOpen = false;
    this.state = 'closed';
    this.#whenOpen.promise.catch(() => undefined);
    this.#whenOpen.reject(GIVEN_UP);
    this.#closed.resolve(LOST);
    this.#tell({ type: 'closed', reason: LOST });
  }

  #tell(event: ChannelEvent): void {
    for (const listener of this.#listeners) void listener(event);
  }
}

/** A keeper whose attempts are answered by hand. */
function rig(draw = 255) {
  const clock = new ManualClock();
  const log = new KeptLog();
  const seen: FakeChannel[] = [];
  const attempts: PromiseWithResolvers<Channel>[] = [];
  const keeper = new ChannelKeeper({
    openChannel: () => {
      const attempt = Promise.withResolvers<Channel>();
      attempts.push(attempt);
      return attempt.promise;
    },
    onChannel: (channel) => void seen.push(channel as unknown as FakeChannel),
    peer: 'bob',
    clock,
    random: drawing(draw),
    logger: log,
    metrics: silentMetrics,
  });
  const succeed = (): FakeChannel => {
    const channel = new FakeChannel();
    attempts.at(-1)?.resolve(channel as unknown as Channel);
    return channel;
  };
  const fail = (): void => attempts.at(-1)?.reject(new QForgeError('CONNECTION_REFUSED', { address: 'bob' }));
  return { keeper, clock, log, seen, attempts, succeed, fail };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function started(): Promise<ReturnType<typeof rig> & { first: FakeChannel }> {
  const parts = rig();
  const starting = parts.keeper.start();
  const first = parts.succeed();
  await starting;
  return { ...parts, first };
}

describe('a keeper of channels', () => {
  test('rejects when the first channel cannot be opened', async () => {
    const { keeper, fail } = rig();
    const starting = keeper.start();
    fail();
    await assert.rejects(starting, (error) => isQForgeError(error, 'CONNECTION_REFUSED'));
  });

  test('hands out the open channel', async () => {
    const { keeper, first, seen } = await started();
    assert.equal(await keeper.current(), first as unknown);
    assert.deepEqual(seen, [first]);
    assert.equal(keeper.link, 'open');
  });

  test('opens another by itself after a loss, with waits that double', async () => {
    const { keeper, clock, log, first, attempts, fail, succeed } = await started();
    first.lose();
    await turn();
    assert.equal(keeper.link, 'none');
    for (const [index, waitMs] of [250, 500, 1_000, 2_000].entries()) {
      clock.advance(waitMs - 1);
      await turn();
      assert.equal(attempts.length, 1 + index, `not before ${waitMs} ms`);
      clock.advance(1);
      await turn();
      assert.equal(attempts.length, 2 + index, `at ${waitMs} ms`);
      fail();
      await turn();
    }
    clock.advance(4_000);
    await turn();
    const second = succeed();
    await turn();
    assert.equal(await keeper.current(), second as unknown);
    assert.deepEqual(log.codes, ['CONNECTION_LOST', ...Array.from({ length: 4 }, () => 'CONNECTION_REFUSED')]);
  });

  test('tries at once when somebody waits for a channel', async () => {
    const { keeper, first, attempts, succeed, clock } = await started();
    first.lose();
    await turn();
    const waiting = keeper.current();
    await turn();
    assert.equal(attempts.length, 2);
    const second = succeed();
    assert.equal(await waiting, second as unknown);
    assert.equal(clock.pendingCalls, 0);
  });

  test('tells who waits too long why there is no channel', async () => {
    const { keeper, first, fail, clock } = await started();
    first.lose();
    await turn();
    const waiting = keeper.current();
    await turn();
    fail();
    await turn();
    clock.advance(CHANNEL_WAIT_MS);
    await assert.rejects(waiting, (error) => isQForgeError(error, 'CONNECTION_REFUSED'));
  });

  test('begins with short waits again after a channel that lived long', async () => {
    const { first, attempts, fail, succeed, clock } = await started();
    first.lose();
    for (let failures = 0; failures < 3; failures += 1) {
      await turn();
      clock.advance(LONGEST_WAIT_MS);
      await turn();
      fail();
    }
    await turn();
    clock.advance(LONGEST_WAIT_MS);
    await turn();
    const long = succeed();
    await turn();
    clock.advance(LONGEST_WAIT_MS);
    long.lose();
    await turn();
    const before = attempts.length;
    clock.advance(FIRST_WAIT_MS);
    await turn();
    assert.equal(attempts.length, before + 1);
  });

  test('that waits for no first channel goes on trying, and says why there is none', async () => {
    const { keeper, clock, log, attempts, fail, succeed } = rig();
    keeper.begin();
    await turn();
    assert.equal(keeper.problem, undefined, 'nothing has failed yet');
    for (const waitMs of [250, 500]) {
      fail();
      await turn();
      assert.equal(keeper.problem, 'CONNECTION_REFUSED');
      const before = attempts.length;
      clock.advance(waitMs - 1);
      await turn();
      assert.equal(attempts.length, before);
      clock.advance(1);
      await turn();
      assert.equal(attempts.length, before + 1);
    }
    const channel = succeed();
    await turn();
    assert.deepEqual([await keeper.current(), keeper.problem], [channel, undefined]);
    assert.deepEqual(log.codes, ['CONNECTION_REFUSED', 'CONNECTION_REFUSED']);
    channel.lose();
    await turn();
    assert.equal(keeper.problem, 'CONNECTION_LOST');
    keeper.stop();
  });

  test('tells that a channel was cut, that it is given up, and that there is another', async () => {
    const { keeper, first, clock, attempts, succeed } = await started();
    const told: unknown[] = [];
    const leave = keeper.onLink(({ channel, problem }) => told.push([channel, problem]));
    first.cut();
    await turn();
    assert.deepEqual([keeper.link, keeper.problem], ['reconnecting', 'CONNECTION_LOST']);
    clock.advance(FIRST_WAIT_MS);
    await turn();
    attempts.at(-1)?.resolve(first as unknown as Channel);
    await turn();
    assert.equal(keeper.link, 'reconnecting');
    first.lose();
    await turn();
    assert.deepEqual([keeper.link, keeper.problem], ['none', 'HANDSHAKE_TIMEOUT']);
    clock.advance(LONGEST_WAIT_MS);
    await turn();
    succeed();
    await turn();
    assert.deepEqual([keeper.link, keeper.problem], ['open', undefined]);
    leave();
    keeper.stop();
    const expected = [
      ['reconnecting', 'CONNECTION_LOST'],
      ['none', 'HANDSHAKE_TIMEOUT'],
      ['open', undefined],
    ];
    assert.deepEqual(told, expected);
  });

  test('has the channel that was cut dial at once for whoever waits, and takes it as soon as it is back', async () => {
    const { keeper, first, attempts, seen, clock } = await started();
    const told: unknown[] = [];
    keeper.onLink(({ channel }) => told.push(channel));
    first.cut();
    await turn();
    const patient = keeper.untilOpen();
    const waiting = keeper.current();
    await turn();
    assert.ok(attempts.length >= 2, 'it was asked for');
    for (const attempt of attempts) attempt.resolve(first as unknown as Channel);
    await turn();
    first.resume();
    assert.equal(await waiting, first as unknown);
    assert.equal(await patient, first as unknown);
    assert.deepEqual(
      [told, seen],
      [
        ['reconnecting', 'open'],
        [first, first],
      ],
    );
    keeper.stop();
    assert.equal(clock.pendingCalls, 0);
  });

  test('hurries nobody for who has time, and waits without end', async () => {
    const { keeper, first, attempts, clock } = await started();
    first.lose();
    await turn();
    const patient = keeper.untilOpen();
    await turn();
    assert.equal(attempts.length, 1);
    clock.advance(FIRST_WAIT_MS);
    await turn();
    clock.advance(10 * CHANNEL_WAIT_MS);
    await turn();
    keeper.stop();
    await assert.rejects(patient, (error) => isQForgeError(error, 'CHANNEL_CLOSED'));
  });

  test('announces no channel that is there only after it was stopped', async () => {
    const { keeper, first, seen, succeed, clock, attempts } = await started();
    first.lose();
    await turn();
    clock.advance(FIRST_WAIT_MS);
    await turn();
    assert.equal(attempts.length, 2);
    keeper.stop();
    succeed();
    await turn();
    assert.deepEqual(seen, [first]);
  });

  test('does nothing more once it is stopped', async () => {
    const { keeper, first, attempts, clock } = await started();
    first.lose();
    await turn();
    const waiting = keeper.current();
    keeper.stop();
    await assert.rejects(waiting, (error) => isQForgeError(error, 'CHANNEL_CLOSED'));
    await assert.rejects(keeper.current(), (error) => isQForgeError(error, 'CHANNEL_CLOSED'));
    clock.advance(10 * LONGEST_WAIT_MS);
    await turn();
    assert.ok(attempts.length <= 2);
    assert.equal(clock.pendingCalls, 0);
  });
});

test('a wait is at least half of its whole, and at most the longest', () => {
  const waits = (draw: number): readonly number[] => {
    const backOff = rig(draw).keeper.backOff();
    return Array.from({ length: 9 }, () => Math.round(backOff.next()));
  };
  assert.deepEqual(waits(0), [125, 250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  assert.deepEqual(waits(255), [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  assert.deepEqual([waits(0)[0], waits(255).at(-1)], [FIRST_WAIT_MS / 2, LONGEST_WAIT_MS]);
});
