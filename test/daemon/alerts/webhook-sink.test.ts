import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { isWebhookSignature } from '../../../src/daemon/alerts/webhook-signature.ts';
import { WebhookSink } from '../../../src/daemon/alerts/webhook-sink.ts';
import { ManualClock } from '../../client/manual-clock.ts';
import { sampleNotice } from './sample-notice.ts';
import { startReceiver } from './webhook-receiver.ts';

const key = Buffer.alloc(32, 5);
const never = new AbortController().signal;

test('posts the notice, with a signature that its receiver can check', async (t) => {
  const [receiver, clock] = [await startReceiver(t), new ManualClock()];
  await new WebhookSink({ url: receiver.url, key, clock }).send(sampleNotice, never);
  const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
  assert.deepEqual(JSON.parse(body), JSON.parse(JSON.stringify(sampleNotice)));
  assert.equal(headers['webhook-id'], 'msg_1');
  assert.equal(headers['content-type'], 'application/json');
  const seconds = Math.floor(clock.wallMs() / 1000);
  assert.equal(headers['webhook-timestamp'], String(seconds));
  assert.ok(isWebhookSignature(key, 'msg_1', seconds, body, String(headers['webhook-signature'])));
});

test('signs nothing without a secret, and names no part of its address that may be one', async (t) => {
  const receiver = await startReceiver(t);
  const sink = new WebhookSink({ url: receiver.url, key: undefined, clock: new ManualClock() });
  await sink.send(sampleNotice, never);
  assert.equal(receiver.received[0]?.headers['webhook-signature'], undefined);
  assert.match(sink.name, /^webhook http:\/\/127\.0\.0\.1:\d+$/u);
});

test('says which failures are worth another attempt; a redirection is none to follow', async (t) => {
  const receiver = await startReceiver(t);
  const sink = new WebhookSink({ url: receiver.url, key, clock: new ManualClock() });
  const answers = { 500: false, 503: false, 429: false, 408: false, 400: true, 401: true, 404: true, 302: true };
  for (const [status, final] of Object.entries(answers)) {
    receiver.answers.push(Number(status));
    await assert.rejects(
      sink.send(sampleNotice, never),
      (error) =>
        isQForgeError(error, 'ALERT_NOT_DELIVERED') && error.details.final === final && error.message.includes(status),
    );
  }
  receiver.answers.push(undefined);
  await assert.rejects(
    sink.send(sampleNotice, never),
    (error) => isQForgeError(error, 'ALERT_NOT_DELIVERED') && !error.details.final && !error.message.includes('secret'),
  );
  assert.equal(receiver.received.length, Object.keys(answers).length + 1);
});
