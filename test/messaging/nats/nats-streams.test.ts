import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DUPLICATE_WINDOW_MS, defaultMailboxLimits, MAX_ENVELOPE_BYTES } from '../../../src/messaging/index.ts';
import { RETRY_HORIZON_MS } from '../../../src/messaging/nats/nats-link.ts';
import {
  broadcastStream,
  claimStream,
  deadStream,
  mailConsumer,
  mailStream,
  prekeyBucket,
  presenceBucket,
} from '../../../src/messaging/nats/nats-streams.ts';

const all = [
  mailStream('bob', 3, defaultMailboxLimits),
  deadStream('bob', 3),
  prekeyBucket('KEYS', 3),
  claimStream(3),
  presenceBucket('HERE', 3),
  broadcastStream(3),
];

describe('streams of the engine', () => {
  test('are in files of three servers, and no message can empty one', () => {
    for (const plan of all) {
      assert.deepEqual([plan.num_replicas, plan.storage, plan.allow_rollup_hdrs], [3, 'file', false], plan.name);
    }
  });

  test('a mailbox refuses what is over its limits, and lets nothing go for it', () => {
    const [mail] = all;
    assert.deepEqual(
      [mail?.discard, mail?.discard_new_per_subject, mail?.max_msgs_per_subject, mail?.max_age, mail?.max_bytes],
      ['new', true, defaultMailboxLimits.senderMessages, undefined, undefined],
    );
    assert.equal(mailStream('bob', 3, { ...defaultMailboxLimits, totalBytes: 1000 }).max_bytes, 1000);
    assert.ok((mail?.max_msg_size ?? 0) > MAX_ENVELOPE_BYTES && (mail?.max_msg_size ?? 0) < 2 ** 20);
  });

  test('the server knows an ID for far longer than anybody tries again', () => {
    assert.ok(DUPLICATE_WINDOW_MS >= 10 * RETRY_HORIZON_MS);
    for (const plan of [all[0], all[1], all[3], all[5]]) {
      assert.equal(plan?.duplicate_window, DUPLICATE_WINDOW_MS * 1e6);
    }
  });

  test('what is collected comes again until it is taken', () => {
    const consumer = mailConsumer(3);
    assert.deepEqual([consumer.ack_policy, consumer.max_deliver, consumer.num_replicas], ['explicit', -1, 3]);
  });
});
