import { randomBytes, randomFillSync } from 'node:crypto';
import { type Clock, isQForgeError, type Logger, type MetricsSink, type RandomSource } from '../../base/index.ts';
import type { Alert, HistoryFile } from '../../monitor/index.ts';
import { type RetryPlan, retry } from '../../resilience/index.ts';
import type { AlertNotice, AlertSink } from './alert-notice.ts';

/** Notices that wait for one sink; beyond it the oldest is given up. */
export const MAX_WAITING_NOTICES = 200;

/** Half a second, one, two, ... to five minutes: a receiver may be away for six to nine. */
const RETRY: RetryPlan = {
  attempts: 11,
  backOff: { growth: 'exponential', firstMs: 500, capMs: 300_000, jitter: 'half' },
};
const KEPT_UNDER = 'notices';

/** How a sink does, as plain data. */
export interface SinkStatus {
  readonly name: string;
  readonly delivered: number;
  /** Notices that were given up. */
  readonly failed: number;
  readonly waiting: number;
  readonly lastError: string | undefined;
}

/** What notices are delivered with. */
export interface AlertDeliveryParts {
  readonly sinks: readonly AlertSink[];
  readonly device: string;
  /** Where notices that wait outlive the process. */
  readonly file: HistoryFile;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
}

interface Way {
  readonly sink: AlertSink;
  readonly waiting: AlertNotice[];
  delivered: number;
  failed: number;
  lastError: string | undefined;
  isBusy: boolean;
}

/**
 * Brings notices to all sinks, each in order and at its own pace, until it has them: again and again where that may help. A notice that waits when
 * the process ends is sent by the next one, so that it may come twice, with the same ID. Dispose of it to stop.
 */
export class AlertDelivery implements AsyncDisposable {
  readonly #parts: AlertDeliveryParts;
  readonly #ways: readonly Way[];
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(parts: AlertDeliveryParts) {
    this.#parts = parts;
    const kept = keptOf(parts.file);
    this.#ways = parts.sinks.map((sink) => ({
      sink,
      waiting: [...(kept[sink.name] ?? [])],
      delivered: 0,
      failed: 0,
      lastError: undefined,
      isBusy: false,
    }));
    for (const way of this.#ways) this.#begin(way);
  }

  /** Sends an alert to every sink. */
  tell(alert: Alert): void {
    this.#add({ kind: 'alert', alert });
  }

  /** Sends an alert that is none to every sink; returns their names. */
  test(): { readonly id: string; readonly sinks: readonly string[] } {
    const atMs = this.#parts.clock.wallMs();
    const sentence = 'This is a test: nothing has happened.';
    const [rule, series] = ['test', 'none'];
    const times = { sinceMs: atMs, firedAtMs: atMs, resolvedAtMs: undefined };
    const rest = { value: undefined, limit: undefined, silencedBy: undefined, labels: {} };
    const id = this.#add({
      kind: 'test',
      alert: { id: '0'.repeat(16), rule, series, severity: 'info', state: 'firing', sentence, ...times, ...rest },
    });
    return { id, sinks: this.#ways.map(({ sink }) => sink.name) };
  }

  /** How all sinks do. */
  status(): readonly SinkStatus[] {
    return this.#ways.map(({ sink, waiting, delivered, failed, lastError }) => ({
      name: sink.name,
      delivered,
      failed,
      waiting: waiting.length,
      lastError,
    }));
  }

  /** Gives up what is under way; it is kept for the next process. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
  }

  #add(what: Pick<AlertNotice, 'kind' | 'alert'>): string {
    const { clock, device } = this.#parts;
    const notice = { id: `msg_${randomBytes(12).toString('hex')}`, atMs: clock.wallMs(), device, ...what };
    for (const way of this.#ways) {
      way.waiting.push(notice);
      // The first one may be under way: the one after it has waited longest.
      if (way.waiting.length > MAX_WAITING_NOTICES) this.#give(way, way.waiting.splice(1, 1).length, 'too many wait');
    }
    this.#keep();
    for (const way of this.#ways) this.#begin(way);
    return notice.id;
  }

  #begin(way: Way): void {
    if (way.isBusy || way.waiting.length === 0 || this.#stop.signal.aborted) return;
    way.isBusy = true;
    const running = this.#deliverAll(way).finally(() => {
      way.isBusy = false;
      this.#running.delete(running);
    });
    this.#running.add(running);
  }

  async #deliverAll(way: Way): Promise<void> {
    for (let notice = way.waiting[0]; notice !== undefined; notice = way.waiting[0]) {
      await this.#deliver(way, notice);
      if (this.#stop.signal.aborted) return;
      way.waiting.shift();
      this.#keep();
    }
  }

  async #deliver(way: Way, notice: AlertNotice): Promise<void> {
    const { clock, metrics } = this.#parts;
    const { signal } = this.#stop;
    const isWorthwhile = (error: unknown): boolean =>
      !signal.aborted && isQForgeError(error, 'ALERT_NOT_DELIVERED') && !error.details.final;
    const onRetry = ({ error }: { readonly error: unknown }): void => {
      way.lastError = messageOf(error);
    };
    try {
      await retry(() => way.sink.send(notice, signal), { plan: RETRY, clock, random, signal, isWorthwhile, onRetry });
      way.delivered += 1;
      way.lastError = undefined;
      metrics.count('qforge_alert_notices_total', 1, { sink: way.sink.name, outcome: 'delivered' });
    } catch (error) {
      if (!signal.aborted) this.#give(way, 1, messageOf(error));
    }
  }

  #give(way: Way, count: number, reason: string): void {
    const { logger, metrics } = this.#parts;
    way.failed += count;
    way.lastError = reason;
    metrics.count('qforge_alert_notices_total', count, { sink: way.sink.name, outcome: 'given-up' });
    logger.log('error', 'performance', 'alert not delivered', { sink: way.sink.name, reason });
  }

  #keep(): void {
    const kept = Object.fromEntries(this.#ways.map(({ sink, waiting }) => [sink.name, waiting]));
    try {
      this.#parts.file.keep(KEPT_UNDER, JSON.stringify(kept));
    } catch (error) {
      if (!isQForgeError(error)) throw error;
    }
  }
}

/** Only for the length of pauses. */
const random: RandomSource = { fill: (bytes) => randomFillSync(bytes) };

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function keptOf(file: HistoryFile): Readonly<Record<string, readonly AlertNotice[]>> {
  const text = file.kept(KEPT_UNDER);
  return text === undefined ? {} : (JSON.parse(text) as Record<string, AlertNotice[]>);
}
