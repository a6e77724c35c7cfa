import { createHmac, timingSafeEqual } from 'node:crypto';

/** Bytes of a secret, at least: 192 bits. */
export const MIN_WEBHOOK_SECRET_BYTES = 24;
/** Bytes of a secret, at most. */
export const MAX_WEBHOOK_SECRET_BYTES = 64;

const PREFIX = 'whsec_';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/u;

/** The key of a secret as operators keep it, `whsec_` and base64; undefined for a text that is none. Source: Standard Webhooks, version 1. */
export function webhookKey(unverified: string): Uint8Array | undefined {
  const text = unverified.trim();
  const base64 = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '';
  const key = BASE64.test(base64) ? Buffer.from(base64, 'base64') : Buffer.alloc(0);
  return key.length >= MIN_WEBHOOK_SECRET_BYTES && key.length <= MAX_WEBHOOK_SECRET_BYTES ? key : undefined;
}

/** The `webhook-signature` of a message: HMAC-SHA-256 of its ID, its time in seconds and its body. */
export function webhookSignature(key: Uint8Array, id: string, seconds: number, body: string): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
}

/** Whether one of the signatures of a header is of this message. */
export function isWebhookSignature(
  key: Uint8Array,
  id: string,
  seconds: number,
  body: string,
  header: string,
): boolean {
  const wanted = Buffer.from(webhookSignature(key, id, seconds, body));
  return header.split(' ').some((one) => {
    const given = Buffer.from(one);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}
