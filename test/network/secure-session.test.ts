import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Connection, QForgeError } from '../../src/base/index.ts';
import { FRAME_TYPE } from '../../src/network/frame.ts';
import { CLOSE_TIMEOUT_MS, MAX_CONGESTED_PONGS } from '../../src/network/secure-session.ts';
import { plainHello, type SessionPair, SteppedClock, sessionPair, settle, startedPair, turn } from './session-pair.ts';

const EMPTY = new Uint8Array(0);

/** The initiator's connection with its outgoing bytes changed. */
function changing(connection: Connection, change: (bytes: Buffer) => Buffer[]): Connection {
  return {
    remoteAddress: connection.remoteAddress,
    get queuedBytes() {
      return connection.queuedBytes;
    },
    attach: (handler) => connection.attach(handler),
    write: (bytes, onWritten) => connection.write(Buffer.concat(change(Buffer.from(bytes))), onWritten),
    pause: () => connection.pause(),
    resume: () => connection.resume(),
    end: () => connection.end(),
    destroy: () => connection.destroy(),
  };
}

function assertBothGaveUp({ initiator, responder, buffers }: SessionPair, code: string): void {
  assert.equal(responder.owner.failure?.code, code);
  assert.equal(initiator.owner.over, true);
  assert.equal(buffers.inUse, 0, 'every buffer came back');
}

describe('a session', () => {
  test('opens at the initiator, who has heard the peer, at once, and at the responder with Finished', async () => {
    const { initiator, responder } = sessionPair({ clock: new SteppedClock() });
    responder.session.start();
    await settle();
    assert.deepEqual([responder.owner.confirmed, initiator.owner.confirmed], [false, false]);
    initiator.session.start(plainHello);
    assert.deepEqual([responder.owner.confirmed, initiator.owner.confirmed], [false, true]);
    assert.deepEqual([initiator.session.isConfirmed, responder.session.isConfirmed], [true, false]);
    initiator.say('in the same record');
    await settle();
    assert.deepEqual([responder.owner.confirmed, responder.owner.messages], [true, ['in the same record']]);
    const { recordsSent, recordsReceived, bytesSent } = initiator.session.counters;
    assert.deepEqual([recordsSent, recordsReceived, bytesSent], [1, 0, 4 + 4 + 72 + 4 + 18 + 16]);
    assert.equal(responder.session.counters.bytesReceived, bytesSent);
    assert.equal(responder.session.counters.recordsSent, 0, 'what it has to say was in the handshake');
  });

  test('ends at once when what the initiator has heard of the peer cannot be', async () => {
    const pair = sessionPair({ clock: new SteppedClock() });
    pair.initiator.owner.hello = () => {
      throw new QForgeError('MALFORMED', { what: 'The answer', reason: 'of the test' });
    };
    pair.initiator.session.start(plainHello);
    await settle();
    assert.deepEqual([pair.initiator.owner.failure?.code, pair.initiator.owner.confirmed], ['RECORD_INVALID', false]);
    assert.deepEqual([pair.responder.owner.over, pair.responder.owner.confirmed], [true, false]);
    assert.equal(pair.buffers.inUse, 0);
  });

  test('hands frames on in order, and answers pings itself', async () => {
    const { initiator, responder } = await startedPair({ clock: new SteppedClock() });
    initiator.say('one');
    initiator.session.send(FRAME_TYPE.ping, new Uint8Array(8));
    initiator.session.send(FRAME_TYPE.ack, new Uint8Array(8));
    initiator.say('two');
    await settle();
    assert.deepEqual([responder.owner.messages, responder.owner.events], [['one', 'two'], ['ack 0']]);
    assert.deepEqual(initiator.owner.events, ['pong']);
  });

  for (const { name, acks, message, waits } of [
    { name: 'a message', acks: 0, message: true, waits: false },
    { name: 'a message behind an acknowledgement', acks: 1, message: true, waits: false },
    { name: 'an acknowledgement', acks: 1, message: false, waits: true },
    { name: 'two acknowledgements', acks: 2, message: false, waits: true },
  ]) {
    test(`${waits ? 'what is said waits for company' : 'an answer does not wait'} after a record with ${name}`, async () => {
      // Time stands still: what waits does so for many turns.
      const { initiator, responder } = await startedPair({ clock: new SteppedClock() });
      responder.say('first');
      await settle();
      for (let sent = 0; sent < acks; sent += 1) initiator.session.send(FRAME_TYPE.ack, new Uint8Array(8));
      if (message) initiator.say('question');
      for (let count = 0; count < 4; count += 1) await turn();
      assert.deepEqual(
        responder.owner.events,
        Array.from({ length: acks }, () => 'ack 0'),
      );
      responder.say('answer');
      for (let count = 0; count < 4; count += 1) await turn();
      assert.deepEqual(initiator.owner.messages, waits ? ['first'] : ['first', 'answer']);
      await settle();
      assert.deepEqual(initiator.owner.messages, ['first', 'answer']);
    });
  }

  test('frees the memory of a record that nobody keeps, and of no other', async () => {
    const { initiator, responder } = await startedPair({ clock: new SteppedClock() });
    const large = 'x'.repeat(20_000);
    initiator.say(large);
    await settle();
    assert.deepEqual([responder.owner.messages, responder.owner.lastBody?.length], [[large], 0]);
    initiator.say('small');
    await settle();
    assert.equal(responder.owner.lastBody?.length, 5, 'it is not worth it');
    responder.owner.keeps = true;
    initiator.say(large);
    await settle();
    assert.equal(responder.owner.lastBody.length, large.length);
    responder.owner.keeps = false;
    initiator.session.send(FRAME_TYPE.streamOpen, Uint8Array.of(0, 0, 0, 1));
    initiator.say(large);
    await settle();
    assert.equal(responder.owner.lastBody.length, large.length, 'a stream has its own ways to keep bytes');
  });

  test('ends by agreement, once, and sends nothing after its Close', async () => {
    for (const closer of ['initiator', 'responder'] as const) {
      const pair = await startedPair({ clock: new SteppedClock() });
      const { initiator, responder, buffers } = pair;
      pair[closer].say('last');
      pair[closer].session.close();
      pair[closer].session.close();
      pair[closer].say('too late');
      await settle();
      assert.deepEqual([initiator.owner.over, responder.owner.over], [true, true]);
      assert.deepEqual([initiator.owner.failure, responder.owner.failure], [undefined, undefined]);
      assert.deepEqual([...initiator.owner.messages, ...responder.owner.messages], ['last']);
      assert.equal(buffers.inUse, 0);
    }
  });

  test('ends by agreement when both close at once', async () => {
    const { initiator, responder } = await startedPair({ clock: new SteppedClock() });
    initiator.session.close();
    responder.session.close();
    await settle();
    assert.deepEqual([initiator.owner.failure, responder.owner.failure], [undefined, undefined]);
    assert.deepEqual([initiator.owner.over, responder.owner.over], [true, true]);
  });

  test('does not wait for ever for the answer to its Close', async () => {
    const clock = new SteppedClock();
    let isDeaf = false;
    const pair = await startedPair({
      clock,
      between: (connection) => changing(connection, (bytes) => (isDeaf ? [Buffer.alloc(0)] : [bytes])),
    });
    isDeaf = true;
    pair.initiator.session.close();
    await settle();
    assert.equal(pair.initiator.owner.over, false);
    clock.advance(CLOSE_TIMEOUT_MS);
    assert.equal(pair.initiator.owner.failure?.code, 'CONNECTION_LOST');
  });
});

describe('what the network does to records', () => {
  /** What the responder makes of a record of the initiator that was changed so. */
  async function after(change: (record: Buffer) => Buffer[]): Promise<SessionPair> {
    let isLive = false;
    const pair = await startedPair({
      clock: new SteppedClock(),
      between: (connection) => changing(connection, (bytes) => (isLive ? change(bytes) : [bytes])),
    });
    isLive = true;
    pair.initiator.say('a message');
    await settle();
    return pair;
  }

  test('is found at every bit of a record', async () => {
    const bytes = 4 + 4 + 9 + 16;
    for (let bit = 0; bit < bytes * 8; bit += 1) {
      let seen = 0;
      const pair = await after((record) => {
        seen = record.length;
        const changed = Buffer.from(record);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        // More bytes, so that a longer length in the header is met.
        return [changed, Buffer.alloc(1_200_000)];
      });
      assert.equal(seen, bytes);
      assert.deepEqual(pair.responder.owner.messages, [], `bit ${bit}`);
      assertBothGaveUp(pair, 'RECORD_INVALID');
    }
  });

  test('is found when a record is repeated, left out or out of order', async () => {
    const repeated = await after((record) => [record, record]);
    assert.deepEqual(repeated.responder.owner.messages, ['a message'], 'the first of them is good');
    assertBothGaveUp(repeated, 'RECORD_INVALID');
    let held: Buffer | undefined;
    const swapped = await after((record) => {
      const before = held;
      held = before === undefined ? Buffer.from(record) : undefined;
      return before === undefined ? [Buffer.alloc(0)] : [record, before];
    });
    swapped.initiator.say('another');
    await settle();
    assert.deepEqual(swapped.responder.owner.messages, []);
    assertBothGaveUp(swapped, 'RECORD_INVALID');
    let count = 0;
    const dropped = await after((record) => (count++ === 0 ? [Buffer.alloc(0)] : [record]));
    dropped.initiator.say('another');
    await settle();
    assert.deepEqual(dropped.responder.owner.messages, []);
    assertBothGaveUp(dropped, 'RECORD_INVALID');
  });

  test('is found when a record comes back to who sent it', async () => {
    let own: Buffer | undefined;
    const pair = await after((record) => {
      own = Buffer.from(record);
      return [Buffer.alloc(0)];
    });
    pair.initiator.session.onData(own ?? assert.fail());
    assert.equal(pair.initiator.owner.failure?.code, 'RECORD_INVALID');
  });

  test('is found when the stream ends at any byte of a record, and is told apart from a close', async () => {
    for (let length = 0; length < 33; length += 1) {
      const pair = await after((record) => [record.subarray(0, length)]);
      pair.responder.session.onEnd();
      assert.equal(pair.responder.owner.failure?.code, 'CHANNEL_TRUNCATED', `after ${length} bytes`);
      assert.deepEqual(pair.responder.owner.messages, []);
    }
  });

  test('never leads to a plaintext of an illegal length being stored', async () => {
    for (const length of [0, 1, 15, 16, 1_048_576 + 17, 2 ** 31, 2 ** 32 - 1]) {
      const header = Buffer.alloc(4);
      header.writeUInt32BE(length);
      const pair = await startedPair({ clock: new SteppedClock() });
      const before = pair.buffers.largestBytes;
      pair.responder.session.onData(Buffer.concat([header, Buffer.alloc(5)]));
      assert.equal(pair.responder.owner.failure?.code, 'RECORD_INVALID', `${length}`);
      assert.equal(pair.buffers.largestBytes, before, 'nothing was allocated for it');
    }
  });
});

describe('frames out of place', () => {
  test('end the session: a second Finished', async () => {
    const pair = await startedPair({ clock: new SteppedClock() });
    pair.initiator.session.send(FRAME_TYPE.finished, EMPTY, new Uint8Array(72));
    await settle();
    assertBothGaveUp(pair, 'RECORD_INVALID');
  });

  test('end the session: Finished from a responder', async () => {
    const pair = await startedPair({ clock: new SteppedClock() });
    pair.responder.session.send(FRAME_TYPE.finished, EMPTY, new Uint8Array(72));
    await settle();
    assert.equal(pair.initiator.owner.failure?.code, 'RECORD_INVALID');
  });

  test('end the session: anything before Finished', async () => {
    const pair = sessionPair({ clock: new SteppedClock() });
    pair.initiator.say('too early');
    await settle();
    assertBothGaveUp(pair, 'RECORD_INVALID');
    assert.deepEqual(pair.responder.owner.messages, []);
  });

  test('end the session: more pings than answers are read', async () => {
    let isStuck = false;
    const pair = await startedPair({
      clock: new SteppedClock(),
      // What the initiator says back is accepted and goes nowhere.
      between: (connection) => {
        const passing = changing(connection, (bytes) => [bytes]);
        return { ...passing, write: (written, onWritten) => (isStuck ? false : passing.write(written, onWritten)) };
      },
    });
    const ping = (): void => pair.responder.session.send(FRAME_TYPE.ping, new Uint8Array(8));
    isStuck = true;
    ping();
    await settle();
    for (let count = 0; count < MAX_CONGESTED_PONGS; count += 1) ping();
    await settle();
    assert.equal(pair.initiator.owner.over, false);
    ping();
    await settle();
    assert.equal(pair.initiator.owner.failure?.code, 'RECORD_INVALID');
  });

  test('are not taken for a fault of the peer when the application has thrown', async () => {
    const pair = await startedPair({ clock: new SteppedClock() });
    pair.responder.owner.onMessageText = () => {
      throw new TypeError('an application’s mistake');
    };
    pair.initiator.say('boom');
    await settle();
    assertBothGaveUp(pair, 'INTERNAL');
  });
});
