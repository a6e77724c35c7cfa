import { EventHub, type EventListener, ListenerFailures, type Logger, type MetricsSink } from '../base/index.ts';
import type { Refusal, RefusalReason } from './refusal.ts';
import type { FrameKind } from './subject-frame.ts';

/** What was counted since the opening. */
export interface SealedNatsStatistics {
  /** Published, by what it was. */
  readonly sent: Readonly<Record<FrameKind, number>>;
  /** Taken, by what it was. */
  readonly opened: Readonly<Record<FrameKind, number>>;
  /** Not taken, by why; reasons that did not occur are absent. */
  readonly refused: Readonly<Partial<Record<RefusalReason, number>>>;
  /** Answers to those who asked for this device's prekey. */
  readonly prekeysServed: number;
}

const NONE: Readonly<Record<FrameKind, number>> = { message: 0, request: 0, answer: 0 };

/** Counts what goes and comes, and tells listeners of what was refused. */
export class Traffic {
  readonly #metrics: MetricsSink;
  readonly #logger: Logger;
  readonly #refusals: EventHub<Refusal>;
  readonly #sent = { ...NONE };
  readonly #opened = { ...NONE };
  readonly #refused: Partial<Record<RefusalReason, number>> = {};
  #prekeysServed = 0;

  constructor(metrics: MetricsSink, logger: Logger) {
    this.#metrics = metrics;
    this.#logger = logger;
    this.#refusals = new EventHub('nats-refusals', new ListenerFailures(logger, metrics));
  }

  /** Calls back for each refusal; returns what stops that. */
  onRefused(listener: EventListener<Refusal>): () => void {
    return this.#refusals.add(listener);
  }

  sent(kind: FrameKind): void {
    this.#sent[kind] += 1;
    this.#metrics.count('qforge_nats_sent_total', 1, { kind });
  }

  opened(kind: FrameKind): void {
    this.#opened[kind] += 1;
    this.#metrics.count('qforge_nats_received_total', 1, { outcome: kind });
  }

  servedPrekey(): void {
    this.#prekeysServed += 1;
  }

  refused(refusal: Refusal): void {
    const { reason, subject } = refusal;
    this.#refused[reason] = (this.#refused[reason] ?? 0) + 1;
    this.#metrics.count('qforge_nats_received_total', 1, { outcome: reason });
    // On a subject of many, what is for others is no news.
    if (reason !== 'not-for-us') {
      this.#logger.log('warn', 'security', 'sealed message of NATS refused', { reason, subject });
    }
    this.#refusals.tell(refusal);
  }

  statistics(): SealedNatsStatistics {
    const [sent, opened, refused] = [{ ...this.#sent }, { ...this.#opened }, { ...this.#refused }];
    return { sent, opened, refused, prekeysServed: this.#prekeysServed };
  }
}
