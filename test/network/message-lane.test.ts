import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, QForgeError } from '../../src/base/index.ts';
import { MessageLane } from '../../src/network/message-lane.ts';
import { MessageReceiver } from '../../src/network/message-receiver.ts';
import { MAX_FRAGMENTS, MAX_MESSAGE_BYTES } from '../../src/network/record-limits.ts';
import { unnotedFailures } from '../base/noted-failures.ts';

const failure = new QForgeError('CHANNEL_TRUNCATED', { peer: 'qf1peer' });

/** A lane that has begun with message 1, and where its messages go. */
function laneRig(): { readonly lane: MessageLane; readonly receiver: MessageReceiver } {
  const receiver = new MessageReceiver(2 ** 30, { onTakenLater: () => undefined, failures: unnotedFailures });
  const lane = new MessageLane(receiver, 'conversation');
  lane.resume(1);
  return { lane, receiver };
}

async function nextText(receiver: MessageReceiver): Promise<string | undefined> {
  const { value } = await receiver.next();
  return value === undefined ? undefined : Buffer.from(value).toString();
}

function assertMalformed(action: () => void, reason: RegExp): void {
  assert.throws(action, (error) => isQForgeError(error, 'MALFORMED') && reason.test(error.details.reason));
}

describe('fragments', () => {
  test('are joined with the end of their message, which may be empty', async () => {
    const { lane, receiver } = laneRig();
    lane.fragment(Buffer.from('one '));
    lane.fragment(Buffer.from('two '));
    lane.message(Buffer.from('three'));
    lane.fragment(Buffer.from('four'));
    lane.message(Buffer.alloc(0));
    lane.message(Buffer.from('five'));
    assert.deepEqual(
      [await nextText(receiver), await nextText(receiver), await nextText(receiver)],
      ['one two three', 'four', 'five'],
    );
  });

  test('of a message that never ends are not handed out', async () => {
    const { lane, receiver } = laneRig();
    lane.fragment(Buffer.from('half'));
    receiver.end(failure);
    await assert.rejects(receiver.next(), failure);
  });

  test('make no message over the limit, by themselves or with its end', () => {
    const { lane } = laneRig();
    const half = new Uint8Array(MAX_MESSAGE_BYTES / 2);
    lane.fragment(half);
    lane.fragment(half);
    assertMalformed(() => lane.message(Buffer.of(1)), /too long/u);
    const other = laneRig().lane;
    other.fragment(half);
    other.fragment(half);
    assertMalformed(() => other.fragment(Buffer.of(1)), /too long/u);
    const greatest = laneRig();
    const lengths: number[] = [];
    greatest.receiver.setHandler((message) => lengths.push(message.length));
    for (let time = 0; time < 2; time += 1) {
      greatest.lane.fragment(half);
      greatest.lane.message(half);
    }
    assert.deepEqual(lengths, [MAX_MESSAGE_BYTES, MAX_MESSAGE_BYTES]);
  });

  test('are at most 4,096 of one message', () => {
    const { lane } = laneRig();
    for (let index = 0; index < MAX_FRAGMENTS; index += 1) lane.fragment(Buffer.of(1));
    assertMalformed(() => lane.fragment(Buffer.of(1)), /too many fragments/u);
    lane.message(Buffer.of(2));
    lane.fragment(Buffer.of(1));
  });
});

describe('several lanes of one channel', () => {
  const text = (number: number): Uint8Array => Buffer.from(`message ${number}`);

  test('may bring the same messages in any order, and each is delivered once', async () => {
    const { lane: old, receiver } = laneRig();
    for (const number of [1, 2, 3]) old.message(text(number));
    const fresh = new MessageLane(receiver, 'conversation');
    fresh.resume(2);
    fresh.message(text(2));
    old.message(text(4));
    fresh.message(text(3));
    fresh.message(text(4));
    fresh.message(text(5));
    old.message(text(5));
    const seen: (string | undefined)[] = [];
    for (let count = 0; count < 5; count += 1) seen.push(await nextText(receiver));
    assert.deepEqual(seen, ['message 1', 'message 2', 'message 3', 'message 4', 'message 5']);
    assert.deepEqual([receiver.received, receiver.duplicates], [5, 4]);
  });

  test('keep their fragments apart, and what was not whole is dropped with its session', async () => {
    const { lane: old, receiver } = laneRig();
    const fresh = new MessageLane(receiver, 'conversation');
    old.fragment(Buffer.from('ha'));
    fresh.resume(1);
    fresh.fragment(Buffer.from('who'));
    old.drop();
    fresh.message(Buffer.from('le'));
    assert.equal(await nextText(receiver), 'whole');
  });

  test('free the records that they filled when they are joined, and what was lent', async () => {
    const { lane, receiver } = laneRig();
    // As it comes from a record: behind the header of its frame.
    const alone = new Uint8Array(20_000).subarray(4);
    const shared = new Uint8Array(20_000).subarray(4, 15_000);
    assert.deepEqual([lane.fragment(alone), lane.fragment(shared)], [true, true], 'they are kept until then');
    assert.equal(lane.fragment(new Uint8Array(20_000).subarray(4, 50)), false, 'of a small one a copy is kept');
    const last = new Uint8Array(10);
    assert.equal(lane.message(last), false);
    assert.equal((await receiver.next()).value?.length, 19_996 + 14_996 + 46 + 10);
    assert.deepEqual([alone.length, shared.length, last.length], [0, 14_996, 10]);
    const seen: Uint8Array[] = [];
    receiver.setHandler((message) => seen.push(message), { lent: true });
    lane.fragment(new Uint8Array(20_000).subarray(4));
    lane.message(Buffer.from('end'));
    assert.equal(seen[0]?.length, 0, 'the joined message was lent');
  });

  test('of a former conversation are the past', async () => {
    const { lane: old, receiver } = laneRig();
    old.message(text(1));
    const fresh = new MessageLane(receiver, 'another');
    fresh.resume(1);
    old.message(text(2));
    fresh.message(Buffer.from('new 1'));
    assert.deepEqual([await nextText(receiver), await nextText(receiver)], ['message 1', 'new 1']);
    assert.equal(receiver.received, 1);
  });

  test('begin once, with a number', () => {
    const { lane, receiver } = laneRig();
    assertMalformed(() => lane.resume(1), /begins twice/u);
    const fresh = new MessageLane(receiver, 'conversation');
    assertMalformed(() => fresh.message(text(1)), /not known/u);
    assertMalformed(() => fresh.resume(0), /nothing/u);
  });
});
