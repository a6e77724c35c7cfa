import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { type Clock, QForgeError, systemClock } from '../../src/base/index.ts';
import {
  ACK_STEP_BYTES,
  FRAGMENT_BYTES,
  MAX_MESSAGE_BYTES,
  MESSAGE_WINDOW_BYTES,
} from '../../src/network/record-limits.ts';
import { TrafficTotals } from '../../src/network/traffic-totals.ts';
import { alice, bob, channelPair } from './channel-pair.ts';

const text = (message: Uint8Array | undefined): string => Buffer.from(message ?? []).toString();

describe('a channel', () => {
  it('tells each side who the other is', async () => {
    const { initiator, responder } = await channelPair();
    assert.equal(initiator.peerId, bob.peerId);
    assert.equal(responder.peerId, alice.peerId);
    assert.equal(initiator.suite.id, 0x0201);
    await initiator.close();
  });

  it('delivers messages of every size in order, whatever pieces the network delivers', async () => {
    const sizes = [0, 1, 63, 16_384, 16_385, 65_536, 262_144, 262_145, 600_000];
    for (const deliveryBytes of [7919, 64 * 1024]) {
      const { initiator, responder } = await channelPair({ connection: { deliveryBytes } });
      const sent = sizes.map((size) => randomBytes(size));
      const receipts = Promise.all(sent.map((message) => initiator.send(message)));
      const iterator = responder[Symbol.asyncIterator]();
      for (const message of sent) {
        const { value } = await iterator.next();
        assert.deepEqual(Buffer.from(value ?? []), message);
      }
      assert.deepEqual(
        (await receipts).map((receipt) => receipt.sequence),
        sizes.map((_, index) => index + 1),
      );
      await initiator.close();
    }
  });

  it('acknowledges a message only when the application has taken it', async () => {
    const { initiator, responder } = await channelPair();
    let acknowledged = false;
    const sending = initiator.send(Buffer.from('wait')).then(() => {
      acknowledged = true;
    });
    await initiator.ping();
    await initiator.ping();
    assert.equal(acknowledged, false);
    await responder[Symbol.asyncIterator]().next();
    await sending;
    assert.equal(acknowledged, true);
    assert.equal(responder.statistics().messagesReceived, 1);
    assert.equal(initiator.statistics().messagesAcknowledged, 1);
    await initiator.close();
  });

  it('acknowledges many records of one turn with one record', async () => {
    const { initiator, responder } = await channelPair();
    responder.onMessage(() => undefined);
    const before = [initiator.statistics().recordsSent, responder.statistics().recordsSent];
    const receipts = Array.from({ length: 20 }, async (_, index) => {
      for (let step = 0; step < index; step++) await Promise.resolve();
      return initiator.send(Buffer.from('one of many'));
    });
    await Promise.all(receipts);
    const after = [initiator.statistics().recordsSent, responder.statistics().recordsSent];
    assert.ok(Number(after[0]) - Number(before[0]) > 1, 'the messages took several records');
    assert.equal(Number(after[1]) - Number(before[1]), 1);
    await initiator.close();
  });

  it('acknowledges within the record of an answer', async () => {
    const { initiator, responder } = await channelPair();
    responder.onMessage((message) => responder.post(message));
    const answers: string[] = [];
    initiator.onMessage((message) => answers.push(text(message)));
    const before = responder.statistics().recordsSent;
    for (let index = 0; index < 10; index++) await initiator.send(Buffer.from('ask'));
    assert.equal(answers.length, 10);
    assert.equal(responder.statistics().recordsSent - before, 10);
    await initiator.close();
  });

  it('acknowledges before the turn ends when much of the window waits for it', async () => {
    let turnsEnd = true;
    const schedule: Clock['schedule'] = (delayMs, callback) =>
      turnsEnd ? systemClock.schedule(delayMs, callback) : { cancel: () => undefined };
    const { initiator, responder } = await channelPair({ clock: { ...systemClock, schedule } });
    responder.onMessage(() => undefined);
    await initiator.ping();
    turnsEnd = false;
    const receipts = Array.from({ length: ACK_STEP_BYTES / FRAGMENT_BYTES }, () =>
      initiator.send(new Uint8Array(FRAGMENT_BYTES)),
    );
    await Promise.all(receipts);
    assert.equal(initiator.statistics().messagesAcknowledged, receipts.length, 'although no turn ever ends');
    initiator.abort(new QForgeError('CANCELLED', { what: 'The test' }));
  });

  it('carries messages both ways at once to handlers', async () => {
    const { initiator, responder } = await channelPair();
    const seen: string[] = [];
    initiator.onMessage((message) => seen.push(`a:${text(message)}`));
    responder.onMessage((message) => seen.push(`b:${text(message)}`));
    await Promise.all([initiator.send(Buffer.from('1')), responder.send(Buffer.from('2'))]);
    assert.deepEqual(seen.sort(), ['a:2', 'b:1']);
    await responder.close();
  });

  it('sends nothing beyond the window to an application that takes nothing', async () => {
    const { initiator, responder } = await channelPair();
    const message = randomBytes(1024 * 1024);
    const sending = Array.from({ length: 12 }, () => initiator.send(message));
    await initiator.ping();
    const underWay = initiator.statistics().messagesSent * message.length;
    assert.ok(underWay >= MESSAGE_WINDOW_BYTES && underWay <= MESSAGE_WINDOW_BYTES + message.length, `${underWay}`);
    assert.equal(initiator.post(Buffer.alloc(0)), false);
    responder.onMessage(() => undefined);
    await Promise.all(sending);
    await initiator.ready();
    assert.equal(initiator.post(Buffer.alloc(0)), true);
    await initiator.close();
  });

  it('lends messages for the call only, when it is asked to', async () => {
    const { initiator, responder } = await channelPair();
    const sizes = [20, 1024, 70_000, 300_000];
    const sent = sizes.map((size) => randomBytes(size));
    const given: Uint8Array[] = [];
    const copies: Buffer[] = [];
    responder.onMessage(
      (message) => {
        given.push(message);
        copies.push(Buffer.from(message));
      },
      { lent: true },
    );
    await Promise.all(sent.map((message) => initiator.send(message)));
    assert.deepEqual(copies, sent);
    assert.deepEqual([given[2]?.length, given[3]?.length], [0, 0]);
    responder.onMessage((message) => given.push(message));
    await Promise.all(sent.map((message) => initiator.send(message)));
    assert.deepEqual(
      given.slice(4).map((message) => Buffer.from(message)),
      sent,
      'by default they are the application’s',
    );
    await initiator.close();
  });

  it('refuses a message over the limit', async () => {
    const { initiator } = await channelPair();
    await assert.rejects(initiator.send(new Uint8Array(MAX_MESSAGE_BYTES + 1)), { code: 'MESSAGE_TOO_LARGE' });
    await initiator.close();
  });

  it('ends iteration on both sides after an agreed close, and fails what was not acknowledged', async () => {
    const { initiator, responder, buffers } = await channelPair();
    const sending = initiator.send(Buffer.from('never taken'));
    sending.catch(() => undefined);
    await initiator.ping();
    await responder.close();
    await assert.rejects(sending, { code: 'CHANNEL_CLOSED' });
    assert.equal(await initiator.closed, undefined);
    const rest: string[] = [];
    for await (const message of responder) rest.push(text(message));
    assert.deepEqual(rest, ['never taken'], 'what had arrived can still be read, without an acknowledgement');
    await assert.rejects(initiator.send(Buffer.from('late')), { code: 'CHANNEL_CLOSED' });
    assert.throws(() => initiator.post(Buffer.from('late')), { code: 'CHANNEL_CLOSED' });
    assert.equal(buffers.inUse, 0);
  });

  it('measures round trips and counts traffic', async () => {
    const { initiator, responder } = await channelPair();
    responder.onMessage(() => undefined);
    await initiator.send(Buffer.alloc(1000));
    const roundTripMs = await initiator.ping();
    const statistics = initiator.statistics();
    assert.ok(roundTripMs > 0);
    assert.ok((statistics.meanRoundTripMs ?? 0) > 0);
    assert.ok(statistics.bytesSent > 1000 && statistics.bytesSent < 1300, `${statistics.bytesSent}`);
    assert.ok(statistics.handshakeMs > 0);
    const { messagesSent, messagesReceived, messagesAcknowledged, bytesSent, bytesReceived, roundTrips } = statistics;
    const carried = { messagesSent, messagesReceived, messagesAcknowledged, bytesSent, bytesReceived, roundTrips };
    const { roundTripSumMs } = initiator.acknowledgementTimes;
    assert.equal(roundTripSumMs / roundTrips, statistics.meanRoundTripMs);
    const traffic = new TrafficTotals().with((visit) => visit(initiator));
    assert.deepEqual(traffic, { ...carried, messagesLost: 0, roundTripSumMs }, 'the same figures without an object');
    await initiator.close();
  });
});

describe('streams of a channel', () => {
  it('carry bytes both ways with half-close', async () => {
    const { initiator, responder } = await channelPair();
    responder.onStream((stream) => {
      void (async () => {
        const received: Uint8Array[] = [];
        for await (const chunk of stream) received.push(chunk);
        await stream.write(Buffer.concat(received).toReversed());
        await stream.end();
      })();
    });
    const stream = initiator.openStream(Buffer.from('echo backwards'));
    const data = randomBytes(3_000_000);
    await stream.write(data.subarray(0, 100));
    await stream.write(data.subarray(100));
    await stream.end();
    assert.equal(Buffer.compare(await stream.readExactly(data.length), data.toReversed()), 0);
    await assert.rejects(stream.readExactly(1), { code: 'STREAM_ENDED' });
    await initiator.close();
  });

  it('give an array back to its writer once it is written', async () => {
    const { initiator, responder } = await channelPair();
    const received: Uint8Array[] = [];
    const all = new Promise<void>((resolve) => {
      responder.onStream((peer) => {
        void (async () => {
          for await (const chunk of peer) received.push(chunk);
          resolve();
        })();
      });
    });
    const stream = initiator.openStream(Buffer.from('used again'));
    // Short ones are copied, longer ones are encrypted from where they stand, and cut into fragments.
    const sizes = [10, 16_384, 16_385, 65_536, 300_000, 700_000];
    const array = new Uint8Array(700_000);
    const sent: Uint8Array[] = [];
    for (const size of [...sizes, ...sizes]) {
      const bytes = array.subarray(0, size);
      bytes.set(randomBytes(size));
      sent.push(bytes.slice());
      await stream.write(bytes);
      bytes.fill(0xee);
    }
    await stream.end();
    await all;
    assert.equal(Buffer.compare(Buffer.concat(received), Buffer.concat(sent)), 0);
    await initiator.close();
  });

  it('hold a writer back while the reader does not read', async () => {
    const { initiator, responder } = await channelPair();
    const stream = initiator.openStream(Buffer.from('slow'));
    let written = 0;
    const writing = (async () => {
      for (let i = 0; i < 40; i++) {
        await stream.write(Buffer.alloc(100_000));
        written += 100_000;
      }
      await stream.end();
    })();
    await initiator.ping();
    await initiator.ping();
    assert.ok(written <= 1_048_576, `${written} bytes went out without a reader`);
    let received = 0;
    responder.onStream((peer) => {
      void (async () => {
        for await (const chunk of peer) received += chunk.length;
        await peer.end();
      })();
    });
    await writing;
    for await (const chunk of stream) assert.fail(`${chunk.length} bytes from a stream that sends none`);
    assert.equal(received, 4_000_000);
    await initiator.close();
  });

  it('can be given up by either side, with a reason', async () => {
    const { initiator, responder } = await channelPair();
    const stream = initiator.openStream(Buffer.from('x'));
    responder.onStream((peer) => peer.reset('no room here'));
    await assert.rejects(stream.readExactly(1), { code: 'STREAM_RESET', message: /no room here/ });
    await assert.rejects(stream.write(Buffer.from('y')), { code: 'STREAM_RESET' });
    await initiator.ping();
    assert.equal(initiator.isOpen, true, 'the channel goes on');
    await initiator.close();
  });
});
