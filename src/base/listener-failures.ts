import { isQForgeError } from './errors.ts';
import type { LogFields, Logger } from './logger.ts';
import { type MetricsSink, silentMetrics } from './metrics-sink.ts';

/** What a listener or a handler of a program listens to. */
export type ListenerKind =
  | 'channels'
  | 'channel-events'
  | 'messages'
  | 'streams'
  | 'mailbox-events'
  | 'messenger-events'
  | 'router-events'
  | 'nats-refusals'
  | 'security-events';

/** Where listeners of the program that throw, or whose promises reject, are logged and counted: it is their defect, and nobody else's. */
export class ListenerFailures {
  readonly #logger: Logger;
  readonly #metrics: MetricsSink;

  constructor(logger: Logger, metrics: MetricsSink = silentMetrics) {
    this.#logger = logger;
    this.#metrics = metrics;
  }

  /** Runs a listener; notes what it throws, or what a promise of it rejects with. */
  watch(listener: ListenerKind, call: () => unknown): void {
    try {
      this.watchPromise(listener, call());
    } catch (error) {
      this.note(listener, error);
    }
  }

  /** Notes what this rejects with, if it is a promise: what a listener has returned. */
  watchPromise(listener: ListenerKind, returned: unknown): void {
    if (returned instanceof Promise) returned.catch((error: unknown) => this.note(listener, error));
  }

  /** Logs and counts what a listener threw. */
  note(listener: ListenerKind, error: unknown): void {
    this.#metrics.count('qforge_listener_failures_total', 1, { listener });
    this.#logger.log('error', 'error', 'a listener of the program failed', { listener, ...factsOf(error) });
  }
}

function factsOf(error: unknown): LogFields {
  if (!(error instanceof Error)) return { reason: String(error) };
  return isQForgeError(error) ? { reason: error.message, code: error.code } : { reason: error.message };
}
