import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { isQForgeError, QForgeError } from '../../src/base/index.ts';
import { MessageReceiver } from '../../src/network/message-receiver.ts';
import { MESSAGE_OVERHEAD_BYTES } from '../../src/network/record-limits.ts';
import { NotedFailures } from '../base/noted-failures.ts';

const WINDOW_BYTES = 10_000;
const failure = new QForgeError('CHANNEL_TRUNCATED', { peer: 'qf1peer' });

class Rig {
  tellings = 0;
  readonly noted = new NotedFailures();
  readonly receiver = new MessageReceiver(WINDOW_BYTES, {
    failures: this.noted.failures,
    onTakenLater: () => {
      this.tellings += 1;
    },
  });

  constructor() {
    this.receiver.resume('first', 1);
  }

  deliver(...texts: readonly string[]): void {
    for (const text of texts) this.receive(Buffer.from(text));
  }

  receive(message: Uint8Array): void {
    this.receiver.deliver(message, this.receiver.received + 1);
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
    assert.deepEqual([rig.receiver.taken, rig.tellings], [3, 0], 'what was handed on at once needs no telling');
    assert.equal(rig.receiver.takenBytes, 2 + 3 * MESSAGE_OVERHEAD_BYTES);
  });

  test('hands over first what came before it was set', () => {
    const rig = new Rig();
    rig.deliver('a', 'b');
    assert.equal(rig.receiver.taken, 0);
    const seen: string[] = [];
    rig.receiver.setHandler((message) => seen.push(Buffer.from(message).toString()));
    rig.deliver('c');
    assert.deepEqual([seen, rig.receiver.taken, rig.tellings], [['a', 'b', 'c'], 3, 2]);
  });

  test('says whether anybody keeps the bytes', () => {
    const rig = new Rig();
    const give = (text: string): boolean => rig.receiver.deliver(Buffer.from(text), rig.receiver.received + 1);
    const part = new Uint8Array(1000).subarray(0, 10);
    assert.equal(rig.receiver.deliver(part, 1), false, 'a copy waits');
    assert.equal(rig.receiver.deliver(new Uint8Array(20), 2), true, 'what fills its memory waits as it is');
    rig.receiver.setHandler(() => undefined);
    assert.equal(give('given'), true);
    rig.receiver.setHandler(() => undefined, { lent: true });
    assert.equal(give('lent'), false);
    assert.equal(rig.receiver.deliver(Buffer.from('again'), 1), false);
  });

  test('counts a message whose handler has returned a promise, and notes what that rejects with', async () => {
    const rig = new Rig();
    rig.receiver.setHandler(async (message) => {
      await Promise.resolve();
      if (Buffer.from(message).toString() === 'bad') throw new RangeError('a defect that comes later');
    });
    rig.deliver('good', 'bad', 'good again');
    assert.equal(rig.receiver.taken, 3);
    await turn();
    assert.deepEqual(rig.noted.logged, ['messages: a defect that comes later']);
    assert.deepEqual(rig.noted.counted, ['qforge_listener_failures_total messages']);
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

describe('the window of a message receiver', () => {
  test('may be overhung by one message, and not exceeded', () => {
    const rig = new Rig();
    rig.receive(new Uint8Array(WINDOW_BYTES - 65));
    rig.receive(new Uint8Array(50_000));
    assertMalformed(() => rig.receive(Buffer.alloc(0)), /window is exceeded/u);
  });

  test('is filled by empty messages too', () => {
    const rig = new Rig();
    for (let index = 0; index < Math.ceil(WINDOW_BYTES / 64); index += 1) rig.receive(Buffer.alloc(0));
    assertMalformed(() => rig.receive(Buffer.alloc(0)), /window is exceeded/u);
  });

  test('opens again as messages are taken', async () => {
    const rig = new Rig();
    const { receiver } = rig;
    for (let round = 0; round < 20; round += 1) {
      rig.receive(new Uint8Array(WINDOW_BYTES));
      await receiver.next();
    }
    assert.equal(receiver.taken, 20);
  });

  test('holds no record alive for a small message in it', async () => {
    const rig = new Rig();
    const { receiver } = rig;
    const record = new Uint8Array(1_000_000).fill(3);
    rig.receive(record.subarray(10, 15));
    const { value } = await receiver.next();
    assert.equal(value?.buffer.byteLength, 5);
  });
});

describe('the numbers of messages', () => {
  test('tell what has come before, and that is dropped', async () => {
    const rig = new Rig();
    rig.deliver('a', 'b');
    rig.receiver.resume('first', 1);
    for (const [number, text] of ['a', 'b', 'c'].entries()) rig.receiver.deliver(Buffer.from(text), number + 1);
    assert.deepEqual([rig.receiver.received, rig.receiver.duplicates], [3, 2]);
    const seen = [await nextText(rig.receiver), await nextText(rig.receiver), await nextText(rig.receiver)];
    assert.deepEqual([seen, rig.receiver.taken, rig.receiver.total], [['a', 'b', 'c'], 3, 3]);
  });

  test('are given to handlers', () => {
    const rig = new Rig();
    const numbers: number[] = [];
    rig.deliver('a');
    rig.receiver.setHandler((_, number) => numbers.push(number));
    rig.deliver('b');
    assert.deepEqual(numbers, [1, 2]);
  });

  test('leave no gap', () => {
    const rig = new Rig();
    rig.deliver('a');
    assertMalformed(() => rig.receiver.resume('first', 3), /missing/u);
    assertMalformed(() => rig.receiver.deliver(Buffer.from('c'), 3), /missing/u);
    assert.equal(rig.receiver.received, 1);
  });

  test('may go on further only if nothing waits, as after a loss of this side’s state', async () => {
    const rig = new Rig();
    rig.deliver('a');
    await rig.receiver.next();
    rig.receiver.resume('first', 7);
    assert.deepEqual([rig.receiver.received, rig.receiver.taken], [6, 6]);
    rig.deliver('g');
    assert.deepEqual([await nextText(rig.receiver), rig.receiver.taken, rig.receiver.total], ['g', 7, 2]);
  });

  test('begin anew with another conversation; what waits of the former is taken, and acknowledged to nobody', async () => {
    const rig = new Rig();
    rig.deliver('a', 'b');
    rig.receiver.resume('second', 5);
    assert.deepEqual([rig.receiver.conversation, rig.receiver.received, rig.receiver.taken], ['second', 4, 4]);
    rig.deliver('e');
    const seen = [await nextText(rig.receiver), await nextText(rig.receiver)];
    assert.deepEqual([seen, rig.receiver.taken, rig.tellings], [['a', 'b'], 4, 0]);
    assert.deepEqual([await nextText(rig.receiver), rig.receiver.taken, rig.tellings], ['e', 5, 1]);
    assert.equal(rig.receiver.total, 3);
  });
});
