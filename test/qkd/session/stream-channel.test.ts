import assert from 'node:assert/strict';
import { duplexPair } from 'node:stream';
import { describe, test } from 'node:test';
import { type Clock, isQForgeError, systemClock } from '../../../src/base/index.ts';
import { MAX_MESSAGE_BYTES } from '../../../src/qkd/post-processing/message-types.ts';
import { StreamChannel } from '../../../src/qkd/session/stream-channel.ts';

/** A clock whose only timer is set off by hand. */
function handClock(): { readonly clock: Clock; readonly ring: () => void } {
  let pending: (() => void) | undefined;
  return {
    clock: {
      wallMs: () => 0,
      monotonicMs: () => 0,
      schedule: (_delayMs, callback) => {
        pending = callback;
        return { cancel: () => (pending = undefined) };
      },
    },
    ring: () => pending?.(),
  };
}

describe('a channel over a stream', () => {
  test('carries messages of any length, however the stream cuts them', async () => {
    const [near, far] = duplexPair();
    const sender = new StreamChannel(near, systemClock);
    const receiver = new StreamChannel(far, systemClock);
    const lengths = [0, 1, 5, 100_000, 3];
    const sending = (async () => {
      for (const length of lengths) await sender.send(new Uint8Array(length).fill(length & 0xff));
    })();
    for (const length of lengths)
      assert.deepEqual(await receiver.receive(), new Uint8Array(length).fill(length & 0xff));
    await sending;
  });

  test('puts bytes together that come one by one', async () => {
    const [near, far] = duplexPair();
    const receiver = new StreamChannel(far, systemClock);
    const received = receiver.receive();
    for (const byte of [0, 0, 0, 3, 7, 8, 9]) near.write(Uint8Array.of(byte));
    assert.deepEqual(Uint8Array.from(await received), Uint8Array.of(7, 8, 9));
  });

  test('refuses a length over the limit at once, and closes', async () => {
    const [near, far] = duplexPair();
    const receiver = new StreamChannel(far, systemClock);
    const header = new Uint8Array(4);
    new DataView(header.buffer).setUint32(0, MAX_MESSAGE_BYTES + 1);
    near.write(header);
    await assert.rejects(receiver.receive(), (error) => isQForgeError(error, 'MALFORMED'));
    await assert.rejects(receiver.receive(), (error) => isQForgeError(error, 'QKD_ABORTED'));
  });

  test('a message that is cut off is none', async () => {
    const [near, far] = duplexPair();
    const receiver = new StreamChannel(far, systemClock);
    near.end(Uint8Array.of(0, 0, 0, 9, 1, 2));
    await assert.rejects(receiver.receive(), (error) => isQForgeError(error, 'QKD_ABORTED'));
  });

  test('gives up an end that is silent, even in the middle of a message', async () => {
    const [near, far] = duplexPair();
    const { clock, ring } = handClock();
    const receiver = new StreamChannel(far, clock, 1000);
    near.write(Uint8Array.of(0, 0, 0, 9, 1));
    const received = receiver.receive();
    ring();
    await assert.rejects(
      received,
      (error) => isQForgeError(error, 'QKD_ABORTED') && error.details.reason === 'the other end was silent for 1000 ms',
    );
  });

  test('cannot send once it is closed', async () => {
    const [near] = duplexPair();
    const sender = new StreamChannel(near, systemClock);
    sender.close();
    await assert.rejects(sender.send(Uint8Array.of(1)), (error) => isQForgeError(error, 'QKD_ABORTED'));
  });
});
