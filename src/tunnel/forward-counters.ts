import type { MetricsSink } from '../base/index.ts';
import type { RelayDirection } from './relay.ts';

/** What one forward has carried so far. */
export interface ForwardTraffic {
  /** Connections that are open, or being opened. */
  readonly open: number;
  /** Connections that came, those that failed included. */
  readonly total: number;
  readonly failed: number;
  /** Those that failed, by the code of the error; codes that did not occur are left out. */
  readonly failures: Readonly<Record<string, number>>;
  /** Bytes from connections of this side into the tunnel. */
  readonly bytesOut: number;
  /** Bytes from the tunnel to connections of this side. */
  readonly bytesIn: number;
}

/** Which side of a forward counts: the one that takes connections, or the one that makes them. */
export type ForwardEnd = 'listening' | 'dialling';

/** A gauge is of all forwards that tell one sink. */
const openBySink = new WeakMap<MetricsSink, Record<ForwardEnd, number>>();

/** Counts the connections of one forward, for the status and for the metrics. */
export class ForwardCounters {
  readonly #metrics: MetricsSink;
  readonly #end: ForwardEnd;
  #open = 0;
  #total = 0;
  #failed = 0;
  readonly #failures: Record<string, number> = {};
  #bytesOut = 0;
  #bytesIn = 0;

  constructor(metrics: MetricsSink, end: ForwardEnd) {
    this.#metrics = metrics;
    this.#end = end;
  }

  get open(): number {
    return this.#open;
  }

  traffic(): ForwardTraffic {
    return {
      open: this.#open,
      total: this.#total,
      failed: this.#failed,
      failures: { ...this.#failures },
      bytesOut: this.#bytesOut,
      bytesIn: this.#bytesIn,
    };
  }

  connectionBegan(): void {
    this.#total += 1;
    this.#changeOpen(1);
  }

  /** `result` is `ok` or the code of an error. */
  connectionEnded(result: string): void {
    if (result !== 'ok') {
      this.#failed += 1;
      this.#failures[result] = (this.#failures[result] ?? 0) + 1;
    }
    this.#changeOpen(-1);
    this.#metrics.count('qforge_tunnel_connections_total', 1, { end: this.#end, result });
  }

  moved(direction: RelayDirection, bytes: number): void {
    if (direction === 'out') this.#bytesOut += bytes;
    else this.#bytesIn += bytes;
    this.#metrics.count('qforge_tunnel_bytes_total', bytes, { end: this.#end, direction });
  }

  #changeOpen(by: 1 | -1): void {
    this.#open += by;
    const open = openBySink.get(this.#metrics) ?? { listening: 0, dialling: 0 };
    openBySink.set(this.#metrics, open);
    open[this.#end] += by;
    this.#metrics.gauge('qforge_tunnel_connections_open', open[this.#end], { end: this.#end });
  }
}
