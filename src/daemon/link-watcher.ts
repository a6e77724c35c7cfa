import type { Clock, ScheduledCall } from '../base/index.ts';
import type { SharedKeyLink } from '../client/index.ts';

/** How often a key manager is asked what it has in store. */
export const ASK_LINKS_EVERY_MS = 10_000;

/** One link, as it was when it was last asked about. */
export interface ShownLink {
  readonly peer: string;
  readonly source: string;
  readonly simulated: boolean;
  readonly storedKeys: number | undefined;
  readonly maxKeys: number | undefined;
  readonly qber: number | undefined;
  readonly keyRateBitsPerSecond: number | undefined;
  readonly lengthKm: number | undefined;
  readonly lossDb: number | undefined;
  readonly pulseRateHz: number | undefined;
  readonly askedAtMs: number;
  readonly problem: SharedKeyLink['problem'];
}

/** Asks a client's source of shared keys from time to time what it has, and keeps the last answer. Dispose of it to stop. */
export class LinkWatcher implements Disposable {
  readonly #ask: () => Promise<readonly SharedKeyLink[]>;
  readonly #clock: Clock;
  #links: readonly ShownLink[] = [];
  #next: ScheduledCall;
  #isStopped = false;

  constructor(ask: () => Promise<readonly SharedKeyLink[]>, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
    this.#next = clock.schedule(0, () => void this.#askAgain());
  }

  /** Stops asking. */
  [Symbol.dispose](): void {
    this.#isStopped = true;
    this.#next.cancel();
  }

  /** The last answer. */
  get links(): readonly ShownLink[] {
    return this.#links;
  }

  async #askAgain(): Promise<void> {
    const answers = await this.#ask();
    const askedAtMs = this.#clock.wallMs();
    this.#links = answers.map(({ stock, ...link }) => ({
      ...link,
      storedKeys: stock?.storedKeys,
      maxKeys: stock?.maxKeys,
      qber: stock?.qber,
      keyRateBitsPerSecond: stock?.keyRateBitsPerSecond,
      lengthKm: stock?.lengthKm,
      lossDb: stock?.lossDb,
      pulseRateHz: stock?.pulseRateHz,
      askedAtMs,
    }));
    if (!this.#isStopped) this.#next = this.#clock.schedule(ASK_LINKS_EVERY_MS, () => void this.#askAgain());
  }
}
