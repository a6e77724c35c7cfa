import type { Clock, ScheduledCall } from '../../base/index.ts';
import type { LinkQuality } from './link-quality.ts';
import { MAX_LOST_PROBES, PROBE_INTERVAL_MS, PROBE_TIMEOUT_MS } from './routing-limits.ts';

/** What probing a link needs. */
export interface ProberParts {
  readonly clock: Clock;
  readonly quality: LinkQuality;
  readonly post: (number: number) => void;
  /** The quality was measured anew. */
  readonly onMeasured: () => void;
  /** So many probes in a row were lost that the link counts as dead. */
  readonly onDead: () => void;
}

/** Measures a link by questions that the neighbour answers at once. spec/routing §7 */
export class LinkProber {
  readonly #parts: ProberParts;
  #number = 0;
  #sentAtMs: number | undefined;
  #lostInARow = 0;
  #timer: ScheduledCall | undefined;

  constructor(parts: ProberParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#probe();
  }

  /** The neighbour has answered. */
  answered(number: number): void {
    if (number !== this.#number || this.#sentAtMs === undefined) return;
    const { clock, quality, onMeasured } = this.#parts;
    quality.answered(clock.monotonicMs() - this.#sentAtMs);
    this.#sentAtMs = undefined;
    this.#lostInARow = 0;
    onMeasured();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #probe(): void {
    const { clock, post } = this.#parts;
    this.#number = (this.#number + 1) % 2 ** 32;
    this.#sentAtMs = clock.monotonicMs();
    post(this.#number);
    this.#timer = clock.schedule(PROBE_TIMEOUT_MS, () => this.#look());
  }

  /** The time for an answer is over. */
  #look(): void {
    const { clock, quality, onMeasured, onDead } = this.#parts;
    if (this.#sentAtMs !== undefined) {
      this.#lostInARow += 1;
      quality.lost();
      if (this.#lostInARow >= MAX_LOST_PROBES) return onDead();
      onMeasured();
    }
    this.#timer = clock.schedule(PROBE_INTERVAL_MS - PROBE_TIMEOUT_MS, () => this.#probe());
  }
}
