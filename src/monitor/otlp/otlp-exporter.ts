import type { Clock, Logger, ScheduledCall } from '../../base/index.ts';
import type { MetricsRegistry } from '../metrics-registry.ts';
import { type OtlpResource, otlpMetrics, otlpTraces } from './otlp-json.ts';
import type { FinishedSpan, SpanSink } from './span.ts';

/** Spans that wait; beyond it the oldest are given up. */
export const MAX_WAITING_SPANS = 2048;
/** Spans in one request. */
export const SPANS_PER_REQUEST = 512;
/** How often spans are sent. */
export const SEND_SPANS_EVERY_MS = 5000;
/** How often metrics are sent unless told otherwise. */
export const SEND_METRICS_EVERY_MS = 60_000;
/** How long a collector may take to answer. */
export const COLLECTOR_WITHIN_MS = 10_000;
/** How long a collector may keep a process that ends. */
export const FAREWELL_WITHIN_MS = 3000;

/** Answers after which the same may be sent again. OTLP, "Retryable Response Codes" */
const WORTH_RETRYING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** What is exported, and where to. */
export interface OtlpExporterOptions {
  /** The collector's address, such as `http://127.0.0.1:4318`; `/v1/metrics` and `/v1/traces` are added. */
  readonly endpoint: string;
  /** The value of an `Authorization` header. */
  readonly authorization?: string;
  readonly registry: MetricsRegistry;
  readonly resource: OtlpResource;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metricsEveryMs?: number;
}

type Signal = 'metrics' | 'traces';

/**
 * Sends metrics and spans to a collector by OTLP over HTTP, in JSON.
 *
 * What a collector does not take for now is sent again at the next time, spans as long as there is room for them. Dispose of it to stop; what waits is
 * sent once more then.
 */
export class OtlpExporter implements SpanSink, AsyncDisposable {
  readonly #options: OtlpExporterOptions;
  readonly #startMs: number;
  #spans: FinishedSpan[] = [];
  #isFailing = false;
  #nextSpans: ScheduledCall;
  #nextMetrics: ScheduledCall;
  #isStopped = false;
  readonly #giveUp = new AbortController();
  #sending: Promise<unknown> = Promise.resolve();

  constructor(options: OtlpExporterOptions) {
    this.#options = options;
    this.#startMs = options.clock.wallMs();
    this.#nextSpans = options.clock.schedule(SEND_SPANS_EVERY_MS, () => this.#spansAgain());
    this.#nextMetrics = options.clock.schedule(this.#metricsEveryMs, () => this.#metricsAgain());
  }

  record(span: FinishedSpan): void {
    if (this.#isStopped) return;
    this.#spans.push(span);
    const tooMany = this.#spans.length - MAX_WAITING_SPANS;
    if (tooMany > 0) this.#drop('traces', this.#spans.splice(0, tooMany).length);
  }

  /** Sends spans that wait, now. */
  async sendSpans(): Promise<void> {
    while (this.#spans.length > 0) {
      const batch = this.#spans.splice(0, SPANS_PER_REQUEST);
      const outcome = await this.#send('traces', otlpTraces(batch, this.#options.resource));
      if (outcome === 'sent') continue;
      if (outcome === 'refused') this.#drop('traces', batch.length);
      else this.#spans = [...batch, ...this.#spans].slice(-MAX_WAITING_SPANS);
      return;
    }
  }

  /** Sends all metrics, now. */
  async sendMetrics(): Promise<void> {
    const { registry, resource, clock } = this.#options;
    const body = otlpMetrics(registry.snapshot(), resource, this.#startMs, clock.wallMs());
    // Values are totals: those that are lost are in the next ones.
    await this.#send('metrics', body);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#nextSpans.cancel();
    this.#nextMetrics.cancel();
    const limit = this.#options.clock.schedule(FAREWELL_WITHIN_MS, () => this.#giveUp.abort());
    await this.#sending;
    await Promise.all([this.sendSpans(), this.sendMetrics()]);
    limit.cancel();
  }

  get #metricsEveryMs(): number {
    return this.#options.metricsEveryMs ?? SEND_METRICS_EVERY_MS;
  }

  #spansAgain(): void {
    this.#sending = Promise.all([this.#sending, this.sendSpans()]).then(() => {
      if (!this.#isStopped)
        this.#nextSpans = this.#options.clock.schedule(SEND_SPANS_EVERY_MS, () => this.#spansAgain());
    });
  }

  #metricsAgain(): void {
    this.#sending = Promise.all([this.#sending, this.sendMetrics()]).then(() => {
      if (this.#isStopped) return;
      this.#nextMetrics = this.#options.clock.schedule(this.#metricsEveryMs, () => this.#metricsAgain());
    });
  }

  async #send(signal: Signal, body: object): Promise<'sent' | 'later' | 'refused'> {
    const { endpoint, authorization } = this.#options;
    const headers = { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) };
    let status: number;
    try {
      const response = await fetch(`${endpoint.replace(/\/+$/u, '')}/v1/${signal}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.any([this.#giveUp.signal, AbortSignal.timeout(COLLECTOR_WITHIN_MS)]),
      });
      ({ status } = response);
      await response.body?.cancel();
    } catch {
      return this.#failed(signal, 'nobody answers', 'later');
    }
    if (status >= 200 && status < 300) {
      this.#isFailing = false;
      this.#count(signal, 'sent', 1);
      return 'sent';
    }
    return this.#failed(signal, `the answer is ${status}`, WORTH_RETRYING.has(status) ? 'later' : 'refused');
  }

  /** Told once, until it works again. */
  #failed<T extends string>(signal: Signal, reason: string, outcome: T): T {
    this.#count(signal, 'failed', 1);
    if (!this.#isFailing) this.#options.logger.log('warn', 'performance', 'export failed', { signal, reason });
    this.#isFailing = true;
    return outcome;
  }

  #drop(signal: Signal, count: number): void {
    this.#count(signal, 'dropped', count);
  }

  #count(signal: Signal, outcome: string, count: number): void {
    this.#options.registry.count('qforge_otlp_exports_total', count, { signal, outcome });
  }
}
