import type { MetricsSink } from '../base/index.ts';
import type { Traffic } from '../client/index.ts';

const counted: readonly (readonly [keyof Traffic, string, Readonly<Record<string, string>>])[] = [
  ['messagesSent', 'qforge_messages_total', { direction: 'sent' }],
  ['messagesReceived', 'qforge_messages_total', { direction: 'received' }],
  ['bytesSent', 'qforge_channel_bytes_total', { direction: 'sent' }],
  ['bytesReceived', 'qforge_channel_bytes_total', { direction: 'received' }],
  ['messagesAcknowledged', 'qforge_messages_acknowledged_total', {}],
  ['messagesLost', 'qforge_messages_lost_total', {}],
];

/** Brings the totals of a client's traffic into counters, when they are read: nothing is done for a single message. */
export class TrafficMetrics {
  readonly #read: () => Traffic;
  #before: Partial<Traffic> = {};

  constructor(read: () => Traffic) {
    this.#read = read;
  }

  /** Adds what has come since the last call. */
  collect(sink: MetricsSink): void {
    const traffic = this.#read();
    for (const [field, name, labels] of counted) {
      sink.count(name, Math.max(0, traffic[field] - (this.#before[field] ?? 0)), labels);
    }
    this.#before = traffic;
  }
}
