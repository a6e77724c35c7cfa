import type { Logger, MetricsSink } from '../../base/index.ts';

/** Refusals that come from honest peers all the time: counted, but no event. */
const ORDINARY: ReadonlySet<string> = new Set([
  'duplicate',
  'late',
  'too-early',
  'known',
  'other-size',
  'other-epoch',
  'unfitting-change',
  'already-decided',
  'not-needed',
]);

/** Refusals that come in floods: of these only the first, the second, the fourth and so on are an event. */
const FLOODS: ReadonlySet<string> = new Set(['too-many-late', 'too-many-known', 'too-many-asks', 'too-many-bad']);

/** Counts what was refused, by reason, and tells the log of what no honest peer sends. */
export class RefusalCounter {
  readonly #counts = new Map<string, number>();
  readonly #logger: Logger;
  readonly #metrics: MetricsSink;

  constructor({ logger, metrics }: { readonly logger: Logger; readonly metrics: MetricsSink }) {
    this.#logger = logger;
    this.#metrics = metrics;
  }

  /** Counts one. `peer` is who handed it over, which need not be who made it. */
  count(reason: string, peer: string): void {
    const count = (this.#counts.get(reason) ?? 0) + 1;
    this.#counts.set(reason, count);
    this.#metrics.count('qforge_validator_refused_total', 1, { reason });
    const isEvent = FLOODS.has(reason) ? Number.isInteger(Math.log2(count)) : !ORDINARY.has(reason);
    if (isEvent) this.#logger.log('warn', 'consensus', 'message refused', { reason, peer });
  }

  /** All counts. */
  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
