import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import test from 'node:test';
import {
  isWebhookSignature,
  MAX_WEBHOOK_SECRET_BYTES,
  MIN_WEBHOOK_SECRET_BYTES,
  webhookKey,
  webhookSignature,
} from '../../../src/daemon/alerts/webhook-signature.ts';

/** The example of the published text of Standard Webhooks, "Signature scheme". */
const published = {
  secret: 'whsec_plJ3nmyCDGBKInavdOK15jsl',
  id: 'msg_loFOjxBNrRLzqYUf',
  seconds: 1_731_705_121,
  body: '{"event_type":"ping","data":{"success":true}}',
  signature: 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
};

test('signs the published example as it is published', () => {
  const key = Buffer.from(published.secret.slice(6), 'base64');
  assert.equal(webhookSignature(key, published.id, published.seconds, published.body), published.signature);
});

test('is the HMAC of ID, time and body, and of nothing less', () => {
  const key = Buffer.alloc(24, 7);
  const wanted = createHmac('sha256', key).update('msg_1.17.{}').digest('base64');
  const signature = webhookSignature(key, 'msg_1', 17, '{}');
  assert.equal(signature, `v1,${wanted}`);
  assert.equal(isWebhookSignature(key, 'msg_1', 17, '{}', `v1,other ${signature}`), true);
  const changed = [
    ['msg_2', 17, '{}'],
    ['msg_1', 18, '{}'],
    ['msg_1', 17, '{ }'],
  ] as const;
  for (const [id, seconds, body] of changed) assert.equal(isWebhookSignature(key, id, seconds, body, signature), false);
  assert.equal(isWebhookSignature(Buffer.alloc(24, 8), 'msg_1', 17, '{}', signature), false);
  assert.equal(isWebhookSignature(key, 'msg_1', 17, '{}', ''), false);
});

test('secrets are whsec_ and base64 of a good length', () => {
  const of = (bytes: number): string => `whsec_${Buffer.alloc(bytes, 1).toString('base64')}`;
  assert.equal(webhookKey(`${of(32)}\n`)?.length, 32);
  assert.equal(webhookKey(of(MIN_WEBHOOK_SECRET_BYTES))?.length, MIN_WEBHOOK_SECRET_BYTES);
  for (const wrong of [
    '',
    'secret',
    of(32).slice(6),
    of(MIN_WEBHOOK_SECRET_BYTES - 1),
    of(MAX_WEBHOOK_SECRET_BYTES + 1),
    'whsec_!!',
  ]) {
    assert.equal(webhookKey(wrong), undefined, wrong.slice(0, 12));
  }
});
