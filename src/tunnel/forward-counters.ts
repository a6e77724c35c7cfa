import type { MetricsSink } from '../base/index.ts';
import type { RelayDirection } from './relay.ts';

/** What one forward has carried so far. */
export interface ForwardTraffic {
  /** Connections that are open, or being opened. */
  readonly open: number;
  /** Connections that came, those that failed included. */
  readonly total: number;
  readonly failed: number;
  /** Bytes from connections of this side into the tunnel. */
  readonly bytesOut: number;
  /** Bytes from the tunnel to connections of this side. */
  readonly bytesIn: number;
}

/** Which side of a forward counts: the one that takes connections, or the one that makes them. */
export type ForwardEnd = 'listening' | 'dialling';

/** Counts the connections of one forward, for the status and for the metrics. */
export class ForwardCounters {
  readonly #metrics: MetricsSink;
  readonly #end: ForwardEnd;
  #open = 0;
  #total = 0;
  #failed = 0;
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
    const [open, total, failed, bytesOut, bytesIn] = [
      this.#open,
      this.#total,
      this.#failed,
      this.#bytesOut,
      this.#bytesIn,
    ];
    return { open, total, failed, bytesOut, bytesIn };
  }

  connectionBegan(): void {
    this.#open += 1;
    this.#total += 1;
    this.#metrics.gauge('qforge_tunnel_connections_open', this.#open, { end: this.#end });
  }

  /** `result` is `ok` or the code of an error. */
  connectionEnded(result: string): void {
    this.#open -= 1;
    if (result !== 'ok') this.#failed += 1;
    this.#metrics.gauge('qforge_tunnel_connections_open', this.#open, { end: this.#end });
    this.#metrics.count('qforge_tunnel_connections_total', 1, { end: this.#end, result });
  }

  moved(direction: RelayDirection, bytes: number): void {
    if (direction === 'out') this.#bytesOut += bytes;
    else this.#bytesIn += bytes;
    this.#metrics.count('qforge_tunnel_bytes_total', bytes, { end: this.#end, direction });
  }
}
