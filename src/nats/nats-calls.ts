import type { Msg, NatsConnection, PublishOptions, Subscription } from '@nats-io/transport-node';
import { QForgeError } from '../base/index.ts';

/** Publishes. Throws `SEALED_TOO_LARGE` where the server takes less, `NATS_UNAVAILABLE`. */
export function publishBytes(
  connection: NatsConnection,
  subject: string,
  bytes: Uint8Array,
  options: PublishOptions = {},
): void {
  const limitBytes = connection.info?.max_payload ?? bytes.length;
  if (bytes.length > limitBytes) throw new QForgeError('SEALED_TOO_LARGE', { bytes: bytes.length, limitBytes });
  try {
    connection.publish(subject, bytes, options);
  } catch (error) {
    throw unavailable(error);
  }
}

/** Subscribes; resolves when the server knows of it. Rejects with `NATS_UNAVAILABLE`. */
export async function subscribed(connection: NatsConnection, subject: string, queue?: string): Promise<Subscription> {
  try {
    const subscription = connection.subscribe(subject, queue === undefined ? {} : { queue });
    await connection.flush();
    return subscription;
  } catch (error) {
    throw unavailable(error);
  }
}

/** What comes, one after the other. Throws `NATS_UNAVAILABLE` when the subscription fails. */
export async function* messagesOf(subscription: Subscription): AsyncGenerator<Msg, undefined> {
  try {
    yield* subscription;
  } catch (error) {
    throw unavailable(error);
  }
}

function unavailable(cause: unknown): QForgeError<'NATS_UNAVAILABLE'> {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new QForgeError('NATS_UNAVAILABLE', { reason }, { cause });
}
