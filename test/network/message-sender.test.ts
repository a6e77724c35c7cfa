import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { type MessageFrames, type MessageReceipt, MessageSender } from '../../src/network/message-sender.ts';
import { FRAGMENT_BYTES, MAX_MESSAGE_BYTES, MESSAGE_OVERHEAD_BYTES } from '../../src/network/record-limits.ts';
import { ManualClock } from '../client/manual-clock.ts';

const gone = new QForgeError('CHANNEL_CLOSED', { peer: 'qf1peer' });
const outOfRange = { code: 'MALFORMED', message: /out of range/u };

const WINDOW_BYTES = 65_536;

/** What a session was given: the first byte of each piece, its length, and whether it was the last. */
class FakeSession implements MessageFrames {
  readonly pieces: { readonly first: number | undefined; readonly bytes: number; readonly last: boolean }[] = [];
  from: number | undefined;
  onWrite: () => void = () => undefined;

  resume(number: number): void {
    assert.equal(this.from, undefined, 'a session resumes once');
    this.from = number;
  }

  writeMessage(piece: Uint8Array, last: boolean): void {
    this.pieces.push({ first: piece[0], bytes: piece.length, last });
    this.onWrite();
  }

  /** First bytes of what was written. */
  get written(): (number | undefined)[] {
    return this.pieces.map(({ first }) => first);
  }
}

/** A sender on its first session. */
class Rig extends FakeSession {
  readonly clock = new ManualClock();
  readonly sender = new MessageSender(this.clock);

  constructor() {
    super();
    this.sender.attach(this, WINDOW_BYTES, 0);
  }
}

/** What becomes of a promise within this turn of the event loop. */
async function stateOf(promise: Promise<unknown>): Promise<'pending' | 'done' | 'failed'> {
  let state: 'pending' | 'done' | 'failed' = 'pending';
  promise.then(
    () => (state = 'done'),
    () => (state = 'failed'),
  );
  await new Promise((resolve) => setImmediate(resolve));
  return state;
}

const marked = (mark: number, bytes = 1): Uint8Array => new Uint8Array(bytes).fill(mark);

describe('a message sender', () => {
  test('numbers messages from 1 and resolves them by cumulative acknowledgements, with their times', async () => {
    const { sender, clock } = new Rig();
    const receipts: MessageReceipt[] = [];
    const sending = [1, 2, 3].map(async (mark) => {
      clock.advance(10);
      receipts.push(await sender.send(marked(mark)));
    });
    assert.deepEqual([sender.sent, sender.acknowledged, sender.meanRoundTripMs], [3, 0, undefined]);
    sender.acknowledge(2);
    await Promise.all(sending.slice(0, 2));
    assert.deepEqual(receipts, [
      { sequence: 1, roundTripMs: 20 },
      { sequence: 2, roundTripMs: 10 },
    ]);
    clock.advance(5);
    sender.acknowledge(2);
    sender.acknowledge(3);
    await sending[2];
    assert.deepEqual(receipts[2], { sequence: 3, roundTripMs: 5 });
    assert.deepEqual([sender.acknowledged, sender.roundTrips, sender.meanRoundTripMs], [3, 3, 35 / 3]);
  });

  test('counts posted messages, but does not time them', async () => {
    const { sender } = new Rig();
    assert.equal(sender.post(marked(1)), true);
    const sending = sender.send(marked(2));
    sender.post(marked(3));
    sender.acknowledge(1);
    assert.equal(await stateOf(sending), 'pending');
    sender.acknowledge(3);
    assert.equal((await sending).sequence, 2);
    assert.deepEqual([sender.sent, sender.acknowledged, sender.roundTrips], [3, 3, 1]);
  });

  test('refuses acknowledgements of what was not sent, and passes over those that go back', () => {
    const { sender } = new Rig();
    assert.throws(() => sender.acknowledge(1), outOfRange);
    sender.post(marked(1));
    sender.post(marked(2));
    assert.throws(() => sender.acknowledge(3), outOfRange);
    assert.throws(() => sender.acknowledge(Number.MAX_SAFE_INTEGER), outOfRange);
    assert.equal(sender.acknowledged, 0);
    sender.acknowledge(2);
    sender.acknowledge(1);
    sender.acknowledge(0);
    assert.deepEqual([sender.acknowledged, sender.unacknowledgedBytes], [2, 0]);
  });

  test('cuts messages into fragments, the last of which says so', () => {
    const rig = new Rig();
    const { sender, pieces } = rig;
    sender.detach();
    sender.attach({ resume: () => undefined, writeMessage: rig.writeMessage.bind(rig) }, 2 ** 30, 0);
    for (const bytes of [0, 1, FRAGMENT_BYTES, FRAGMENT_BYTES + 1, 2 * FRAGMENT_BYTES, 2 * FRAGMENT_BYTES + 5]) {
      pieces.length = 0;
      sender.post(marked(7, bytes));
      const lengths = pieces.map((piece) => piece.bytes);
      const whole = Math.max(1, Math.ceil(bytes / FRAGMENT_BYTES));
      assert.equal(lengths.length, whole, `${bytes}`);
      assert.equal(
        lengths.reduce((sum, length) => sum + length, 0),
        bytes,
      );
      assert.ok(lengths.every((length) => length <= FRAGMENT_BYTES));
      assert.deepEqual(
        pieces.map(({ last }) => last),
        pieces.map((_, index) => index === whole - 1),
      );
    }
  });

  test('takes messages of the greatest length and none that is longer', async () => {
    const { sender, pieces } = new Rig();
    const tooLong = new Uint8Array(MAX_MESSAGE_BYTES + 1);
    const refusal = { code: 'MESSAGE_TOO_LARGE', details: { bytes: 16_777_217, limitBytes: 16_777_216 } };
    await assert.rejects(sender.send(tooLong), refusal);
    assert.throws(() => sender.post(tooLong), refusal);
    assert.equal(sender.sent, 0);
    sender.post(tooLong.subarray(1));
    assert.equal(pieces.length, 64);
  });
});

describe('the window of a message sender', () => {
  const full = WINDOW_BYTES - MESSAGE_OVERHEAD_BYTES;

  test('may be overhung by one message', () => {
    const { sender } = new Rig();
    sender.post(marked(1, full - 1));
    assert.equal(sender.hasRoom, true);
    sender.post(marked(2, 1_000_000));
    assert.deepEqual([sender.hasRoom, sender.sent], [false, 2]);
    sender.acknowledge(1);
    assert.equal(sender.hasRoom, false);
    sender.acknowledge(2);
    assert.equal(sender.hasRoom, true);
  });

  test('counts 64 bytes for each message beside its own, so that empty ones fill it too', () => {
    const { sender } = new Rig();
    let posted = 0;
    while (sender.post(new Uint8Array(0))) posted += 1;
    assert.equal(posted + 1, 65_536 / 64);
  });

  test('holds messages back, in order, until an acknowledgement makes room', async () => {
    const rig = new Rig();
    const { sender } = rig;
    sender.post(marked(1, full));
    const sending = [2, 3, 4].map((mark) => sender.send(marked(mark, full)));
    assert.deepEqual(rig.written, [1]);
    sender.acknowledge(1);
    assert.deepEqual([rig.written, await stateOf(sending[0] ?? assert.fail())], [[1, 2], 'pending']);
    sender.acknowledge(2);
    await sending[0];
    assert.deepEqual(rig.written, [1, 2, 3]);
    sender.acknowledge(3);
    sender.acknowledge(4);
    await Promise.all(sending);
    assert.deepEqual(rig.written, [1, 2, 3, 4]);
  });

  test('is not taken by messages whose signal has aborted while they waited', async () => {
    const rig = new Rig();
    const stop = new AbortController();
    const sent = rig.sender.send(marked(1, WINDOW_BYTES), stop.signal);
    const waiting = rig.sender.send(marked(2), stop.signal);
    const last = rig.sender.send(marked(3));
    stop.abort();
    await assert.rejects(sent, { code: 'CANCELLED' });
    await assert.rejects(waiting, { code: 'CANCELLED' });
    await assert.rejects(rig.sender.send(marked(4), stop.signal), { code: 'CANCELLED' });
    rig.sender.acknowledge(1);
    assert.deepEqual([rig.written.at(-1), rig.sender.sent], [3, 2]);
    rig.sender.acknowledge(2);
    assert.equal((await last).sequence, 2);
  });

  test('is never overtaken: what is posted waits behind what was sent before', () => {
    const rig = new Rig();
    const { sender } = rig;
    sender.post(marked(1, full));
    sender.send(marked(2)).catch(() => undefined);
    assert.equal(sender.post(marked(3)), false);
    sender.send(marked(4)).catch(() => undefined);
    assert.equal(sender.post(Buffer.from([5]).subarray(0)), false);
    assert.deepEqual([rig.written, sender.sent], [[1], 1]);
    sender.acknowledge(1);
    assert.deepEqual([rig.written, sender.sent, sender.hasRoom], [[1, 2, 3, 4, 5], 5, true]);
  });

  test('is never exceeded by an application that posts in spite of the answer', () => {
    const rig = new Rig();
    const { sender } = rig;
    for (let mark = 0; mark < 100; mark += 1) sender.post(marked(mark, full));
    assert.equal(sender.sent, 1);
    for (let acknowledged = 1; acknowledged <= 100; acknowledged += 1) {
      sender.acknowledge(acknowledged);
      assert.equal(sender.sent, Math.min(acknowledged + 1, 100));
    }
    assert.deepEqual(
      rig.written,
      Array.from({ length: 100 }, (_, mark) => mark),
    );
  });

  test('takes the size that the peer announces', () => {
    const rig = new Rig();
    const { sender } = rig;
    sender.post(marked(1, full));
    sender.post(marked(2, full));
    const wider = new FakeSession();
    sender.attach(wider, 2 * WINDOW_BYTES + 1, 1);
    assert.deepEqual([rig.written, wider.written, sender.hasRoom], [[1], [2], true]);
    sender.attach(new FakeSession(), 0, 2);
    assert.equal(sender.hasRoom, false);
    sender.acknowledge(2);
    assert.equal(sender.hasRoom, false, 'a peer that takes nothing is sent nothing');
  });

  test('says when there is room', async () => {
    const { sender } = new Rig();
    await sender.ready();
    sender.post(marked(1, full));
    sender.post(marked(2));
    const waiting = [sender.ready(), sender.ready()];
    assert.equal(await stateOf(Promise.race(waiting)), 'pending');
    sender.acknowledge(1);
    await Promise.all(waiting);
    await sender.ready();
  });
});

describe('the end of a channel', () => {
  test('fails everything that is not acknowledged, sent or not, and everything after', async () => {
    const { sender } = new Rig();
    const acknowledged = sender.send(marked(1));
    sender.acknowledge(1);
    const sending = [sender.send(marked(2, 65_536)), sender.send(marked(3)), sender.ready()];
    sender.post(marked(4));
    const settled = Promise.allSettled(sending);
    sender.fail(() => gone);
    assert.equal((await acknowledged).sequence, 1);
    for (const outcome of await settled) assert.deepEqual(outcome, { status: 'rejected', reason: gone });
    await assert.rejects(sender.send(marked(5)), gone);
    await assert.rejects(sender.ready(), gone);
    assert.throws(() => sender.post(marked(6)), gone);
    assert.deepEqual([sender.hasRoom, sender.sent, sender.acknowledged], [false, 2, 1]);
  });

  test('that comes while a message is being written fails that message too', async () => {
    const rig = new Rig();
    rig.onWrite = () => rig.sender.fail(() => gone);
    await assert.rejects(rig.sender.send(marked(1, FRAGMENT_BYTES * 3)), gone);
  });

  test('that comes while a waiting message is being written fails it and those behind it', async () => {
    const rig = new Rig();
    rig.sender.post(marked(1, 65_536));
    const sending = Promise.allSettled([rig.sender.send(marked(2)), rig.sender.send(marked(3))]);
    rig.onWrite = () => rig.sender.fail(() => gone);
    rig.sender.acknowledge(1);
    for (const outcome of await sending) assert.deepEqual(outcome, { status: 'rejected', reason: gone });
    assert.deepEqual(rig.written, [1, 2]);
  });
});

describe('a new session after a cut', () => {
  test('is told the first number, and sent again what is not acknowledged, in order', async () => {
    const { sender, clock, from } = new Rig();
    assert.equal(from, 1);
    const sending = [1, 2, 3, 4].map((mark) => sender.send(marked(mark)));
    sender.acknowledge(1);
    sender.detach();
    const session = new FakeSession();
    clock.advance(500);
    assert.equal(sender.attach(session, WINDOW_BYTES, 0), 3);
    assert.deepEqual([session.from, session.written, sender.resent], [2, [2, 3, 4], 3]);
    sender.acknowledge(4);
    const sequences = (await Promise.all(sending)).map(({ sequence }) => sequence);
    assert.deepEqual(sequences, [1, 2, 3, 4]);
    assert.deepEqual([sender.roundTrips, sender.meanRoundTripMs], [1, 0], 'only what was never resent is timed');
  });

  test('is not sent what the peer has received, which stays unacknowledged until the application takes it', async () => {
    const { sender } = new Rig();
    const sending = [1, 2, 3].map((mark) => sender.send(marked(mark)));
    sender.detach();
    const session = new FakeSession();
    assert.equal(sender.attach(session, WINDOW_BYTES, 2), 1);
    assert.deepEqual([session.from, session.written], [3, [3]]);
    assert.equal(await stateOf(sending[0] ?? assert.fail()), 'pending');
    sender.detach();
    const third = new FakeSession();
    sender.attach(third, WINDOW_BYTES, 0);
    assert.deepEqual([third.from, third.written], [1, [1, 2, 3]], 'a peer that has lost it gets it again');
  });

  test('gets what was sent while there was none, within the window', async () => {
    const sender = new MessageSender(new ManualClock());
    assert.equal(sender.hasRoom, false, 'before the first session nothing is known of the window');
    const early = sender.send(marked(1));
    assert.equal(sender.sent, 0);
    sender.attach(new FakeSession(), WINDOW_BYTES, 0);
    assert.equal(sender.sent, 1);
    sender.detach();
    assert.equal(sender.post(marked(2)), true);
    assert.equal(sender.post(marked(3, WINDOW_BYTES)), false);
    assert.equal(sender.post(marked(4)), false);
    assert.deepEqual([sender.sent, await stateOf(sender.ready())], [3, 'pending']);
    const session = new FakeSession();
    sender.attach(session, WINDOW_BYTES, 0);
    assert.deepEqual(session.written, [1, 2, 3]);
    sender.acknowledge(3);
    assert.deepEqual(session.written, [1, 2, 3, 4]);
    assert.equal((await early).sequence, 1);
  });

  test('that ends while messages are sent again leaves the rest for the next', () => {
    const { sender } = new Rig();
    for (const mark of [1, 2, 3]) sender.post(marked(mark));
    sender.detach();
    const broken = new FakeSession();
    broken.onWrite = () => sender.detach();
    sender.attach(broken, WINDOW_BYTES, 0);
    assert.deepEqual(broken.written, [1]);
    const session = new FakeSession();
    sender.attach(session, WINDOW_BYTES, 0);
    assert.deepEqual(session.written, [1, 2, 3]);
  });
});
