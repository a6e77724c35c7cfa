import { type Clock, QForgeError } from '../../base/index.ts';
import { type AlertNotice, type AlertSink, noticeText } from './alert-notice.ts';
import { webhookSignature } from './webhook-signature.ts';

/** How long a receiver may take to answer. */
export const WEBHOOK_WITHIN_MS = 10_000;

/** Answers after which another attempt may have another answer. */
const WORTH_RETRYING: ReadonlySet<number> = new Set([408, 425, 429]);

/** What a webhook is. */
export interface WebhookOptions {
  readonly url: string;
  /** Undefined: nothing is signed. */
  readonly key: Uint8Array | undefined;
  readonly clock: Clock;
}

/** Posts notices to an address, signed as Standard Webhooks 1 says. Redirections are not followed. */
export class WebhookSink implements AlertSink {
  readonly name: string;
  readonly #options: WebhookOptions;

  constructor(options: WebhookOptions) {
    this.#options = options;
    const { protocol, host } = new URL(options.url);
    // The rest of the address may be a secret.
    this.name = `webhook ${protocol}//${host}`;
  }

  async send(notice: AlertNotice, signal: AbortSignal): Promise<void> {
    const { url, key, clock } = this.#options;
    const body = noticeText(notice);
    const seconds = Math.floor(clock.wallMs() / 1000);
    const headers = {
      'content-type': 'application/json',
      'webhook-id': notice.id,
      'webhook-timestamp': String(seconds),
      ...(key === undefined ? {} : { 'webhook-signature': webhookSignature(key, notice.id, seconds, body) }),
    };
    const limit = AbortSignal.any([signal, AbortSignal.timeout(WEBHOOK_WITHIN_MS)]);
    let response: Response;
    try {
      response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: limit });
      await response.body?.cancel();
    } catch (cause) {
      throw new QForgeError(
        'ALERT_NOT_DELIVERED',
        { sink: this.name, reason: 'nobody answers', final: false },
        { cause },
      );
    }
    if (response.ok) return;
    const final = response.status < 500 && !WORTH_RETRYING.has(response.status);
    throw new QForgeError('ALERT_NOT_DELIVERED', {
      sink: this.name,
      reason: `the answer is ${response.status}`,
      final,
    });
  }
}
