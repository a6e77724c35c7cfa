import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { isQForgeError, QForgeError, systemClock, utf8 } from '../../src/base/index.ts';
import {
  type RelayDirection,
  type RelayOptions,
  relay,
  resetSocket,
  UNSENT_LIMIT_BYTES,
} from '../../src/tunnel/relay.ts';
import { ManualClock } from '../client/manual-clock.ts';
import { StreamPair } from '../client/stream-pair.ts';
import { hear } from './echo-service.ts';

/** Both ends of one TCP connection. */
async function socketPair(t: TestContext): Promise<{ far: Socket; near: Socket }> {
  const accepted = Promise.withResolvers<Socket>();
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, accepted.resolve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const far = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  const near = await accepted.promise;
  server.close();
  far.on('error', () => undefined);
  t.after(() => [far.destroy(), near.destroy()]);
  return { far, near };
}

/** A relay under way between a TCP connection and a stream; `far` and `pair.opener` are what others hold. */
async function startRelay(t: TestContext, options: Partial<RelayOptions> = {}) {
  const { far, near } = await socketPair(t);
  const pair = new StreamPair(utf8('header'));
  const moved: Record<RelayDirection, number> = { out: 0, in: 0 };
  const onBytes = (direction: RelayDirection, bytes: number): void => void (moved[direction] += bytes);
  const over = relay(near, pair.acceptor, {
    clock: systemClock,
    idleTimeoutMs: 0,
    peer: 'qf1peer',
    onBytes,
    ...options,
  });
  over.catch(() => undefined);
  return { far, near, pair, moved, over };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

/** Settles once a count has begun to rise and stands still. */
async function untilStill(count: () => number): Promise<void> {
  for (let stillTurns = 0, before = 0; stillTurns < 20; before = count()) {
    await turn();
    stillTurns = count() === before && before > 0 ? stillTurns + 1 : 0;
  }
}

describe('a relay', { timeout: 600_000 }, () => {
  test('carries both directions whole, and is over when both have ended', async (t) => {
    const { far, pair, moved, over } = await startRelay(t);
    const [there, back] = [randomBytes(3_000_000), randomBytes(2_000_000)];
    const heard = hear(far);
    far.end(there);
    const written = pair.opener.write(back).then(() => pair.opener.end());
    const chunks: Uint8Array[] = [];
    for await (const chunk of pair.opener) chunks.push(chunk);
    await written;
    assert.ok(Buffer.concat(chunks).equals(there));
    assert.ok((await heard).bytes.equals(back));
    await over;
    assert.deepEqual(moved, { out: there.length, in: back.length });
  });

  test('gives bytes back to their stream when the system has them, and not before', async (t) => {
    const given: Uint8Array[] = [];
    const { far, pair, over } = await startRelay(t);
    const giveBack = pair.acceptor.giveBack.bind(pair.acceptor);
    pair.acceptor.giveBack = (bytes) => {
      given.push(bytes.slice());
      giveBack(bytes);
    };
    const sent = randomBytes(3_000_000);
    const heard = hear(far);
    await pair.opener.write(sent);
    await pair.opener.end();
    assert.ok((await heard).bytes.equals(sent));
    far.end();
    await over;
    assert.ok(Buffer.concat(given).equals(sent));
  });

  test('passes an end on as an end, and keeps the other direction', async (t) => {
    const { far, pair, over } = await startRelay(t);
    await pair.opener.end();
    assert.deepEqual(await hear(far), { bytes: Buffer.alloc(0), end: 'end' });
    far.write('late');
    assert.equal(Buffer.from(await pair.opener.readExactly(4)).toString(), 'late');
    far.end();
    assert.equal((await pair.opener[Symbol.asyncIterator]().next()).done, true);
    await over;
  });

  test('makes a reset of the connection a reset of the stream', async (t) => {
    const { far, pair, over } = await startRelay(t);
    far.resetAndDestroy();
    await assert.rejects(over, (error) => isQForgeError(error, 'CONNECTION_LOST'));
    await assert.rejects(pair.opener.readExactly(1), (error) => isQForgeError(error, 'STREAM_RESET'));
  });

  test('makes a reset or the loss of the stream a reset of the connection', async (t) => {
    for (const harm of ['reset', 'cut'] as const) {
      const { far, pair, over } = await startRelay(t);
      const heard = hear(far);
      if (harm === 'cut') pair.cut();
      else pair.opener.reset('enough');
      assert.equal((await heard).end, 'ECONNRESET', harm);
      await assert.rejects(over, (error) => isQForgeError(error, harm === 'cut' ? 'CONNECTION_LOST' : 'STREAM_RESET'));
    }
  });

  test('takes only so much from a connection whose stream takes nothing', async (t) => {
    const { far, moved, pair } = await startRelay(t);
    far.write(randomBytes(16_000_000));
    await untilStill(() => moved.out);
    t.diagnostic(`${moved.out} bytes taken, ${pair.carried.back} of them sent`);
    assert.ok(moved.out - pair.carried.back <= UNSENT_LIMIT_BYTES + 65_536, `${moved.out - pair.carried.back} unsent`);
  });

  test('takes only so much from a stream whose connection takes nothing', async (t) => {
    const { far, pair } = await startRelay(t);
    far.pause();
    void pair.opener.write(randomBytes(40_000_000)).catch(() => undefined);
    await untilStill(() => pair.carried.there);
    t.diagnostic(`${pair.carried.there} bytes taken from the stream`);
    assert.ok(pair.carried.there < 20_000_000);
    assert.ok(pair.mostWaitingBytes <= 1_048_576, 'the window of the stream holds');
  });

  test('sends early bytes before the greeting, and holds the others back until it', async (t) => {
    const greeted = Promise.withResolvers<void>();
    const { far, pair } = await startRelay(t, { greeting: () => greeted.promise });
    far.write('early');
    assert.equal(Buffer.from(await pair.opener.readExactly(5)).toString(), 'early');
    await pair.opener.write(utf8('answer'));
    await turn();
    assert.equal(far.bytesRead, 0);
    const heard = new Promise((resolve) => far.once('data', (bytes: Buffer) => resolve(bytes.toString())));
    greeted.resolve();
    assert.equal(await heard, 'answer');
  });

  test('breaks with the error of its greeting', async (t) => {
    const refusal = new QForgeError('CONNECTION_REFUSED', { address: 'db:5432' });
    const { far, over } = await startRelay(t, { greeting: () => Promise.reject(refusal) });
    assert.equal((await hear(far)).end, 'ECONNRESET');
    await assert.rejects(over, refusal);
  });

  test('gives up after the idle limit, counted from the last byte in either direction', async (t) => {
    const clock = new ManualClock();
    const { far, pair, moved, over } = await startRelay(t, { clock, idleTimeoutMs: 1_000 });
    let isOver = false;
    over.catch(() => (isOver = true));
    clock.advance(900);
    far.write('x');
    while (moved.out === 0) await turn();
    clock.advance(900);
    await pair.opener.write(utf8('y'));
    while (moved.in === 0) await turn();
    clock.advance(999);
    await turn();
    assert.equal(isOver, false);
    clock.advance(1);
    await assert.rejects(over, (error) => isQForgeError(error, 'TUNNEL_IDLE') && error.details.afterMs === 1_000);
    assert.equal(clock.pendingCalls, 0);
  });

  test('leaves no timer behind when it is over', async (t) => {
    const clock = new ManualClock();
    const { far, pair, over } = await startRelay(t, { clock, idleTimeoutMs: 1_000 });
    assert.equal(clock.pendingCalls, 1);
    far.end();
    far.resume();
    await pair.opener.end();
    for await (const _ of pair.opener);
    await over;
    assert.equal(clock.pendingCalls, 0);
  });

  test('of a connection that is gone already breaks at once', async (t) => {
    const { near } = await socketPair(t);
    near.destroy();
    const pair = new StreamPair(utf8('header'));
    const over = relay(near, pair.acceptor, { clock: systemClock, idleTimeoutMs: 0, peer: 'qf1peer' });
    await assert.rejects(over, (error) => isQForgeError(error, 'CONNECTION_LOST'));
  });
});

test('a reset closes a connection whose end is still on its way', { timeout: 600_000 }, async (t) => {
  const { near } = await socketPair(t);
  near.end();
  // The system was told, and has not answered before the next turn of the event loop.
  await new Promise<void>((resolve) => process.nextTick(resolve));
  const closed = once(near, 'close');
  resetSocket(near);
  await closed;
});
