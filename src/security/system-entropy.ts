import { type Clock, QForgeError, type RandomSource, SharedRound } from '../base/index.ts';
import { systemSource } from './entropy-source.ts';
import { type SourceReport, STARTUP_SAMPLES, WatchedSource } from './watched-source.ts';

/** How often sources of entropy are looked at while nothing draws from them. docs/spec/entropy.md §4.5 */
export const ENTROPY_REVIEW_MS = 10_000;

/** Who is told what becomes of the system's generator. */
export interface SystemFollower {
  /** It has failed a test: no key is made from now on. */
  onExcluded(): void;
  /** It has passed a fresh start-up test. */
  onReturned(): void;
}

/** Who has a generator looked at by a clock, and the way to stop that. */
interface Reviewing {
  users: number;
  readonly stop: () => void;
}

const systems = new WeakMap<RandomSource, SystemEntropy>();

/**
 * The system's generator and what is known of its health, which all users of one random source in this process share: every byte that one of
 * them draws is tested in one stream, and what fails stops all of them. docs/spec/entropy.md §4.5
 */
export class SystemEntropy {
  readonly #random: RandomSource;
  readonly #watched: WatchedSource;
  readonly #followers = new Set<SystemFollower>();
  readonly #reviewing = new Map<Clock, Reviewing>();

  private constructor(random: RandomSource) {
    this.#random = random;
    this.#watched = new WatchedSource(systemSource(random));
  }

  /** What this process knows of a random source. */
  static of(random: RandomSource): SystemEntropy {
    const known = systems.get(random);
    if (known !== undefined) return known;
    const system = new SystemEntropy(random);
    systems.set(random, system);
    return system;
  }

  /** How it does, and how much of it was tested, whoever has drawn it. */
  get report(): SourceReport {
    return this.#watched.report;
  }

  get isHealthy(): boolean {
    return this.#watched.problem === undefined;
  }

  /** Tells of failures and returns from now on; returns the way to stop that. */
  follow(follower: SystemFollower): () => void {
    this.#followers.add(follower);
    return () => void this.#followers.delete(follower);
  }

  /** Throws `ENTROPY_UNHEALTHY`. */
  requireHealthy(): void {
    const { problem } = this.#watched;
    if (problem === undefined) return;
    throw new QForgeError('ENTROPY_UNHEALTHY', { source: this.#watched.source.name, problem });
  }

  /** Fills `target` with tested bytes. Throws `ENTROPY_UNHEALTHY`, and then leaves it empty. */
  fill<T extends Uint8Array>(target: T): T {
    this.requireHealthy();
    this.#random.fill(target);
    if (!this.#watched.watch(target)) {
      target.fill(0);
      this.#tellOfFailure();
    }
    this.requireHealthy();
    return target;
  }

  /**
   * Tests samples of its own: keys that the system's library makes inside itself show nothing. One that has failed is put to a fresh
   * start-up test, and counts again if it passes, at most three times. Never throws.
   */
  review(): void {
    if (this.isHealthy) this.#watchSamples();
    else if (this.#watched.mayReturn && this.#withSamples((samples) => this.#watched.putToTest(samples)))
      for (const follower of this.#followers) follower.onReturned();
  }

  /** Has it reviewed every ten seconds, once for all who ask for it by one clock; returns the way to stop that. */
  keepReviewed(clock: Clock): () => void {
    const known = this.#reviewing.get(clock);
    const reviewing = known ?? {
      users: 0,
      stop: SharedRound.of(clock, ENTROPY_REVIEW_MS).join(() => this.review()),
    };
    this.#reviewing.set(clock, reviewing);
    reviewing.users += 1;
    return () => {
      reviewing.users -= 1;
      if (reviewing.users > 0) return;
      reviewing.stop();
      this.#reviewing.delete(clock);
    };
  }

  #watchSamples(): void {
    const isSound = this.#withSamples((samples) => {
      if (samples === undefined) this.#watched.exclude('unreadable');
      return samples !== undefined && this.#watched.watch(samples);
    });
    if (!isSound) this.#tellOfFailure();
  }

  /** Samples of which nothing is made; undefined if the generator gives none. */
  #withSamples(test: (samples: Uint8Array | undefined) => boolean): boolean {
    const samples = new Uint8Array(STARTUP_SAMPLES);
    try {
      this.#random.fill(samples);
    } catch {
      return test(undefined);
    }
    const outcome = test(samples);
    samples.fill(0);
    return outcome;
  }

  #tellOfFailure(): void {
    for (const follower of this.#followers) follower.onExcluded();
  }
}
