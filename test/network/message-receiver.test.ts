import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, QForgeError } from '../../src/base/index.ts';
import { MessageReceiver } from '../../src/network/message-receiver.ts';
import { MAX_FRAGMENTS, MAX_MESSAGE_BYTES } from '../../src/network/record-limits.ts';

const WINDOW_BYTES = 10_000;
const failure = new QForgeError('CHANNEL_TRUNCATED', { peer: 'qf1peer' });

class Rig {
  tellings = 0;
  readonly receiver = new MessageReceiver(WINDOW_BYTES, () => {
    this.tellings += 1;
  });

  deliver(...texts: readonly string[]): void {
    for (const text of texts) this.receiver.message(Buffer.from(text));
  }
}

async function nextText(receiver: MessageReceiver): Promise<string | undefined> {
  const { value } = await receiver.next();
  return value === undefined ? undefined : Buffer.from(value).toString();
}

function assertMalformed(action: () => void, reason: RegExp): void {
  assert.throws(action, (error) => isQForgeError(error, 'MALFORMED') && reason.test(error.details.reason));
}

describe('a message receiver with a handler', () => {
  test('hands over messages in order, and counts each when the handler has returned', () => {
    const rig = new Rig();
    const seen: string[] = [];
    rig.receiver.setHandler((message) => seen.push(`${Buffer.from(message).toString()} after ${rig.receiver.taken}`));
    rig.deliver('a', '', 'c');
    assert.deepEqual(seen, ['a after 0', ' after 1', 'c after 2']);
    assert.deepEqual([rig.receiver.taken, rig.tellings], [3, 3]);
  });

  test('hands over first what came before it was set', () => {
    const rig = new Rig();
    rig.deliver('a', 'b');
    assert.equal(rig.receiver.taken, 0);
    const seen: string[] = [];
    rig.receiver.setHandler((message) => seen.push(Buffer.from(message).toString()));
    rig.deliver('c');
    assert.deepEqual([seen, rig.receiver.taken], [['a', 'b', 'c'], 3]);
  });

  test('does not count a message on which the handler throws', () => {
    const rig = new Rig();
    rig.receiver.setHandler(() => {
      throw new TypeError('an application’s mistake');
    });
    assert.throws(() => rig.deliver('a'), { code: 'INTERNAL' });
    assert.deepEqual([rig.receiver.taken, rig.tellings], [0, 0]);
  });
});

describe('a message receiver that is iterated over', () => {
  test('hands out messages in order, and counts each when it is handed out', async () => {
    const rig = new Rig();
    rig.deliver('a', 'b');
    assert.equal(rig.receiver.taken, 0);
    assert.equal(await nextText(rig.receiver), 'a');
    assert.deepEqual([rig.receiver.taken, rig.tellings], [1, 1]);
    assert.equal(await nextText(rig.receiver), 'b');
    const waiting = [nextText(rig.receiver), nextText(rig.receiver)];
    assert.equal(rig.receiver.taken, 2);
    rig.deliver('c', 'd');
    assert.deepEqual([await Promise.all(waiting), rig.receiver.taken], [['c', 'd'], 4]);
  });

  test('goes on in a second loop after the first was left', async () => {
    const rig = new Rig();
    rig.deliver('a', 'b', 'c');
    for await (const message of rig.receiver) {
      assert.equal(Buffer.from(message).toString(), 'a');
      break;
    }
    assert.equal(rig.receiver.taken, 1, 'leaving a loop takes nothing');
    const seen: string[] = [];
    setImmediate(() => {
      rig.deliver('d');
      rig.receiver.end(undefined);
    });
    for await (const message of rig.receiver) seen.push(Buffer.from(message).toString());
    assert.deepEqual(seen, ['b', 'c', 'd']);
  });

  test('ends after what had come, when the channel is closed by agreement', async () => {
    const rig = new Rig();
    rig.deliver('a');
    rig.receiver.end(undefined);
    assert.equal(await nextText(rig.receiver), 'a');
    assert.deepEqual(await rig.receiver.next(), { done: true, value: undefined });
    assert.deepEqual(await rig.receiver.next(), { done: true, value: undefined });
  });

  test('throws after what had come, when the channel has failed', async () => {
    const rig = new Rig();
    const seen: string[] = [];
    rig.deliver('a');
    const reading = (async () => {
      for await (const message of rig.receiver) seen.push(Buffer.from(message).toString());
    })();
    rig.receiver.end(failure);
    await assert.rejects(reading, failure);
    assert.deepEqual(seen, ['a']);
    await assert.rejects(rig.receiver.next(), failure);
  });

  test('tells everyone who waits that the channel has ended', async () => {
    const rig = new Rig();
    const waiting = Promise.allSettled([rig.receiver.next(), rig.receiver.next()]);
    rig.receiver.end(failure);
    for (const outcome of await waiting) assert.deepEqual(outcome, { status: 'rejected', reason: failure });
  });
});

describe('fragments', () => {
  test('are joined with the end of their message, which may be empty', async () => {
    const { receiver, ...rig } = new Rig();
    assert.equal(rig.tellings, 0);
    receiver.fragment(Buffer.from('one '));
    receiver.fragment(Buffer.from('two '));
    receiver.message(Buffer.from('three'));
    receiver.fragment(Buffer.from('four'));
    receiver.message(Buffer.alloc(0));
    receiver.message(Buffer.from('five'));
    assert.deepEqual(
      [await nextText(receiver), await nextText(receiver), await nextText(receiver)],
      ['one two three', 'four', 'five'],
    );
  });

  test('of a message that never ends are not handed out', async () => {
    const { receiver } = new Rig();
    receiver.fragment(Buffer.from('half'));
    receiver.end(failure);
    await assert.rejects(receiver.next(), failure);
  });

  test('make no message over the limit, by themselves or with its end', () => {
    const { receiver } = new Rig();
    const half = new Uint8Array(MAX_MESSAGE_BYTES / 2);
    receiver.fragment(half);
    receiver.fragment(half);
    assertMalformed(() => receiver.message(Buffer.of(1)), /too long/u);
    const other = new Rig().receiver;
    other.fragment(half);
    other.fragment(half);
    assertMalformed(() => other.fragment(Buffer.of(1)), /too long/u);
    const greatest = new Rig().receiver;
    const lengths: number[] = [];
    greatest.setHandler((message) => lengths.push(message.length));
    for (let time = 0; time < 2; time += 1) {
      greatest.fragment(half);
      greatest.message(half);
    }
    assert.deepEqual(lengths, [MAX_MESSAGE_BYTES, MAX_MESSAGE_BYTES]);
  });

  test('are at most 4,096 of one message', () => {
    const { receiver } = new Rig();
    for (let index = 0; index < MAX_FRAGMENTS; index += 1) receiver.fragment(Buffer.of(1));
    assertMalformed(() => receiver.fragment(Buffer.of(1)), /too many fragments/u);
    receiver.message(Buffer.of(2));
    receiver.fragment(Buffer.of(1));
  });
});

describe('the window of a message receiver', () => {
  test('may be overhung by one message, and not exceeded', () => {
    const { receiver } = new Rig();
    receiver.message(new Uint8Array(WINDOW_BYTES - 65));
    receiver.message(new Uint8Array(50_000));
    assertMalformed(() => receiver.message(Buffer.alloc(0)), /window is exceeded/u);
  });

  test('is filled by empty messages too', () => {
    const { receiver } = new Rig();
    for (let index = 0; index < Math.ceil(WINDOW_BYTES / 64); index += 1) receiver.message(Buffer.alloc(0));
    assertMalformed(() => receiver.message(Buffer.alloc(0)), /window is exceeded/u);
  });

  test('opens again as messages are taken', async () => {
    const { receiver } = new Rig();
    for (let round = 0; round < 20; round += 1) {
      receiver.message(new Uint8Array(WINDOW_BYTES));
      await receiver.next();
    }
    assert.equal(receiver.taken, 20);
  });

  test('holds no record alive for a small message in it', async () => {
    const { receiver } = new Rig();
    const record = new Uint8Array(1_000_000).fill(3);
    receiver.message(record.subarray(10, 15));
    receiver.fragment(record.subarray(0, 3));
    receiver.message(record.subarray(0, 2));
    for (const bytes of [5, 5]) {
      const { value } = await receiver.next();
      assert.equal(value?.buffer.byteLength, bytes);
    }
  });
});
