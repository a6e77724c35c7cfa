import {
  type Clock,
  type ErrorCode,
  EventHub,
  type EventListener,
  isQForgeError,
  ListenerFailures,
  type Logger,
  type MetricsSink,
} from '../../base/index.ts';
import type { DeadLetterReason } from '../mailbox/dead-letter.ts';

/**
 * What happens to sealed messages of this device; `atMs` is wall-clock time, `id` the message ID. spec/sealed-messages §9
 *
 * `message-delivered`, `message-stored`, `message-kept` and `message-failed` are of messages of this device, one for each recipient; the others of what
 * comes: `message-received` when the application can take it, `message-acknowledged` when it has, `message-refused` when it cannot be taken, ever.
 */
export type MessengerEvent = { readonly atMs: number } & (
  | { readonly type: 'message-delivered'; readonly id: string; readonly recipient: string }
  | {
      readonly type: 'message-stored' | 'message-kept';
      readonly id: string;
      readonly recipient: string;
      readonly expiresAtMs: number;
    }
  /** Without an ID where no prekey was found. */
  | {
      readonly type: 'message-failed';
      readonly id: string | undefined;
      readonly recipient: string;
      readonly code: ErrorCode;
    }
  | { readonly type: 'message-received' | 'message-acknowledged'; readonly id: string; readonly sender: string }
  | { readonly type: 'message-refused'; readonly reason: DeadLetterReason }
);

interface EventSurroundings {
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  readonly clock: Clock;
}

type Untimed<E> = E extends unknown ? Omit<E, 'atMs'> : never;

/** Tells of sealed messages. While nobody listens no event is made. */
export class MessengerEvents {
  readonly #hub: EventHub<MessengerEvent>;
  readonly #clock: Clock;

  constructor({ logger, metrics, clock }: EventSurroundings) {
    this.#hub = new EventHub('messenger-events', new ListenerFailures(logger, metrics));
    this.#clock = clock;
  }

  listen(listener: EventListener<MessengerEvent>): () => void {
    return this.#hub.add(listener);
  }

  /** Tells of one thing; `make` is called only if somebody listens. */
  tell(make: () => Untimed<MessengerEvent>): void {
    if (this.#hub.isHeard) this.#hub.tell({ ...make(), atMs: this.#clock.wallMs() });
  }

  /** A message could not be brought to a recipient. */
  failed(id: string | undefined, recipient: string, error: unknown): void {
    if (isQForgeError(error)) this.tell(() => ({ type: 'message-failed', id, recipient, code: error.code }));
  }
}
