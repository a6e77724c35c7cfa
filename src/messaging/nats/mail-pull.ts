import type { Msg } from '@nats-io/transport-node';
import { QForgeError } from '../../base/index.ts';
import { ATTEMPT_MS, type NatsLink } from './nats-link.ts';
import { COLLECTOR } from './nats-names.ts';

/** A message as a consumer hands it out. */
export interface PulledMail {
  readonly message: Msg;
  readonly delivery: Delivery;
}

/** What the server says of a delivery. */
export interface Delivery {
  readonly sequence: number;
  /** This one included. */
  readonly deliveries: number;
  readonly storedAtMs: number;
}

/** There are no more, the time is over, or the consumer has other things to do: not an error, for who asks for messages. */
const END_OF_REQUEST: ReadonlySet<number> = new Set([404, 408, 409]);
const NANOS_PER_MS = 1_000_000n;

/** How long an empty mailbox is looked at: what was stored a moment ago may not have come to its consumer yet. */
const LOOK_MS = 200;
/** How long more is waited for behind a first one. */
const MORE_MS = 40;

/**
 * Takes what waits. The first one alone, so that an empty mailbox costs one question.
 *
 * Requests end by the server's clock, not with `no_wait`: servers before 2.10 keep such a request when another one has taken the last message, and
 * give it a message much later, when nobody listens any more.
 */
export async function pullMail(link: NatsLink, stream: string, maxItems: number): Promise<readonly PulledMail[]> {
  const first = await pullOne(link, stream);
  if (first === undefined) return [];
  const others = maxItems > 1 ? await pullMore(link, stream, maxItems - 1) : [];
  return [first, ...others].toSorted((one, other) => one.delivery.sequence - other.delivery.sequence);
}

async function pullOne(link: NatsLink, stream: string): Promise<PulledMail | undefined> {
  const [subject, request] = requestFor(stream, 1, LOOK_MS);
  // A message comes under its own subject: only a subscription of its own tells what it answers.
  const message = await link.connection.request(subject, request, { timeout: ATTEMPT_MS, noMux: true });
  if (END_OF_REQUEST.has(message.headers?.code ?? 0)) return undefined;
  return pulled(message);
}

/** What comes until the server ends the request. What has come is given out even if that end never comes. */
function pullMore(link: NatsLink, stream: string, batch: number): Promise<readonly PulledMail[]> {
  const inbox = link.inbox();
  return new Promise((resolve) => {
    const got: PulledMail[] = [];
    const subscription = link.connection.subscribe(inbox, {
      callback: (error, message) => {
        const isEnd = error !== null || END_OF_REQUEST.has(message.headers?.code ?? 0);
        if (!isEnd) got.push(pulled(message));
        if (isEnd || got.length === batch) end();
      },
    });
    const timer = link.clock.schedule(ATTEMPT_MS, end);
    function end(): void {
      timer.cancel();
      subscription.unsubscribe();
      resolve(got);
    }
    const [subject, request] = requestFor(stream, batch, MORE_MS);
    link.connection.publish(subject, request, { reply: inbox });
  });
}

function requestFor(stream: string, batch: number, forMs: number): readonly [subject: string, request: string] {
  const request = JSON.stringify({ batch, expires: forMs * Number(NANOS_PER_MS) });
  return [`$JS.API.CONSUMER.MSG.NEXT.${stream}.${COLLECTOR}`, request];
}

function pulled(message: Msg): PulledMail {
  return { message, delivery: deliveryOf(message.reply ?? '') };
}

/**
 * What the subject for acknowledgements says. Throws `MALFORMED`.
 *
 *     $JS.ACK.STREAM.CONSUMER.DELIVERIES.SEQUENCE.CONSUMER-SEQUENCE.NANOSECONDS.PENDING
 *     $JS.ACK.DOMAIN.ACCOUNT.STREAM.CONSUMER...                            (with domains, since 2.11 perhaps more behind)
 */
export function deliveryOf(reply: string): Delivery {
  const tokens = reply.split('.');
  const [deliveries, sequence, , nanoseconds] = tokens.slice(tokens.length > 9 ? 6 : 4);
  const isWhole = [deliveries, sequence, nanoseconds].every((token) => /^\d{1,20}$/u.test(token ?? ''));
  if (!reply.startsWith('$JS.ACK.') || !isWhole) {
    throw new QForgeError('MALFORMED', {
      what: 'The delivery of a message',
      reason: 'its subject is not of JetStream',
    });
  }
  return {
    sequence: Number(sequence),
    deliveries: Number(deliveries),
    storedAtMs: Number(BigInt(nanoseconds ?? 0) / NANOS_PER_MS),
  };
}
