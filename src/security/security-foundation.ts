import {
  type Clock,
  isQForgeError,
  type Logger,
  type MetricsSink,
  type RandomSource,
  type SecurityEventSink,
  type SecuritySignalSink,
  SharedRound,
  silentSecurityEvents,
} from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import { deviceSource } from './device-source.ts';
import { EntropyConditioner } from './entropy-conditioner.ts';
import type { EntropySource } from './entropy-source.ts';
import { HEALTH_ALPHA_BITS } from './health-monitor.ts';
import { areAlike } from './likeness-test.ts';
import { ENTROPY_REVIEW_MS, SystemEntropy } from './system-entropy.ts';
import { type FineTimer, timingJitter } from './timing-jitter.ts';
import { type SourceReport, STARTUP_SAMPLES, WatchedSource } from './watched-source.ts';

/** How all sources do. */
export interface EntropyReport {
  /** Whether keys may be made: the system's generator is healthy. Other sources only ever add. */
  readonly isHealthy: boolean;
  readonly sources: readonly SourceReport[];
}

/** What a foundation stands on. */
export interface FoundationOptions {
  readonly backend: CryptoBackend;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  readonly events?: SecurityEventSink;
  readonly signals?: SecuritySignalSink;
  /** Devices to mix in where they are; default: none. */
  readonly devices?: readonly string[];
  /** Other sources to mix in; default: none. */
  readonly sources?: readonly EntropySource[];
  /** Whose jitter is mixed in; default: the machine's. */
  readonly timer?: FineTimer;
}

/** What a source is held to have of which nothing is known. */
const UNKNOWN_ENTROPY_BITS = 1;

interface TestedBytes {
  readonly watched: WatchedSource;
  readonly bytes: Uint8Array;
}

/**
 * Randomness for keys: the operating system's, tested, with that of the other sources that are there and healthy mixed in. docs/spec/entropy.md
 *
 * The output is never worse than the system's own: a source that lies cannot take anything away. Without a healthy system nothing comes
 * out, since keys are made inside the system's library too. What is known of the system is known to all foundations on its random source.
 */
export class SecurityFoundation implements RandomSource, Disposable {
  readonly #options: FoundationOptions;
  readonly #conditioner: EntropyConditioner;
  readonly #system: SystemEntropy;
  readonly #others: readonly WatchedSource[];
  /** What ends with it. */
  readonly #running = new DisposableStack();
  #isRetesting = false;

  private constructor(options: FoundationOptions, others: readonly EntropySource[]) {
    this.#options = options;
    this.#conditioner = this.#running.use(new EntropyConditioner(options.backend.hash('SHA-512')));
    this.#system = SystemEntropy.of(options.backend.random);
    this.#others = others.map((source) => new WatchedSource(source));
  }

  /** Tests every source that is there. Throws `ENTROPY_UNHEALTHY` when the system's generator fails. */
  static async open(options: FoundationOptions): Promise<SecurityFoundation> {
    const { clock, devices = [], sources = [] } = options;
    const found = await Promise.all(devices.map((path) => reportedDevice(path, clock)));
    const foundation = new SecurityFoundation(options, [...found.filter((source) => source !== undefined), ...sources]);
    try {
      foundation.#testSystem();
      await foundation.gather();
      return foundation;
    } catch (error) {
      foundation.close();
      throw error;
    }
  }

  /** Fills `target` with bytes for keys. Throws `ENTROPY_UNHEALTHY`, and then leaves it empty. */
  fill<T extends Uint8Array>(target: T): T {
    this.#system.fill(target);
    this.#conditioner.mixInto(target);
    return target;
  }

  /** Whoever is about to make a key asks this first. Throws `ENTROPY_UNHEALTHY`. */
  requireHealthy(): void {
    this.#system.requireHealthy();
  }

  /** Reads every healthy source anew and mixes in what it gives; one that fails is left out, and told of. */
  async gather(): Promise<void> {
    const { backend, timer = () => process.hrtime.bigint() } = this.#options;
    const tested = await Promise.all(this.#others.map((watched) => this.#readHealthy(watched)));
    const kept = this.#withoutRepeaters(tested.filter((one) => one !== undefined));
    this.#conditioner.absorb([timingJitter(backend.hash('SHA-512'), timer), ...kept.map(({ bytes }) => bytes)]);
  }

  /** Retests every ten seconds, until it is closed. */
  keepReviewed(): void {
    const { clock } = this.#options;
    this.#running.defer(this.#system.keepReviewed(clock));
    if (this.#others.length === 0) return;
    this.#running.defer(SharedRound.of(clock, ENTROPY_REVIEW_MS).join(() => void this.#retestOthers()));
  }

  /**
   * Puts every source that has failed to a fresh start-up test: what passes counts again, at most three times. A system that is healthy
   * is tested on samples of its own. Never throws.
   */
  async retest(): Promise<void> {
    this.#system.review();
    await this.#retestOthers();
  }

  /** How all sources do. */
  report(): EntropyReport {
    const sources = [this.#system.report, ...this.#others.map((watched) => watched.report)];
    return { isHealthy: this.#system.isHealthy, sources };
  }

  /** Forgets what was mixed, and looks at nothing any more. */
  close(): void {
    this.#running.dispose();
  }

  /** {@link close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The start-up test. A system that failed before, perhaps when nobody was there to look again, may come back by it. */
  #testSystem(): void {
    if (!this.#system.isHealthy) this.#system.review();
    if (!this.#system.isHealthy) this.#tellOf(this.#system.report, true);
    const onExcluded = (): void => this.#tellOf(this.#system.report, true);
    const onReturned = (): void => this.#tellOfReturn(this.#system.report);
    this.#running.defer(this.#system.follow({ onExcluded, onReturned }));
    this.#system.fill(new Uint8Array(STARTUP_SAMPLES));
  }

  async #retestOthers(): Promise<void> {
    if (this.#isRetesting) return;
    this.#isRetesting = true;
    for (const watched of this.#others) {
      if (watched.mayReturn && (await watched.retest())) this.#tellOfReturn(watched.report);
    }
    this.#isRetesting = false;
  }

  async #readHealthy(watched: WatchedSource): Promise<TestedBytes | undefined> {
    if (watched.problem !== undefined) return undefined;
    const bytes = await watched.readTested();
    if (bytes !== undefined) return { watched, bytes };
    this.#tellOf(watched.report, false);
    return undefined;
  }

  /** Of two that say the same, the later one is left out: together they are worth one. */
  #withoutRepeaters(tested: readonly TestedBytes[]): readonly TestedBytes[] {
    const kept: TestedBytes[] = [];
    for (const one of tested) {
      if (!kept.some((other) => sayTheSame(one, other))) {
        kept.push(one);
        continue;
      }
      one.bytes.fill(0);
      one.watched.exclude('repeats another');
      this.#tellOf(one.watched.report, false);
    }
    return kept;
  }

  #tellOf(source: SourceReport, required: boolean): void {
    const { name: subject, problem = 'unreadable' } = source;
    const { clock, logger, metrics, signals, events = silentSecurityEvents } = this.#options;
    metrics.count('qforge_entropy_failures_total', 1, { source: subject, problem });
    logger.log('error', 'security', 'a source of entropy is left out', { source: subject, problem });
    const severity = required ? 'critical' : 'medium';
    events.emit({ type: 'entropy-excluded', severity, atMs: clock.wallMs(), subject, problem });
    signals?.({ type: 'entropy-failed', name: subject, required });
  }

  #tellOfReturn({ name }: SourceReport): void {
    const { clock, logger, events = silentSecurityEvents } = this.#options;
    logger.log('warn', 'security', 'a source of entropy is used again', { source: name });
    events.emit({ type: 'entropy-readmitted', severity: 'info', atMs: clock.wallMs(), subject: name });
  }
}

/** A device that is there and cannot be opened is told of like one that fails later. */
async function reportedDevice(path: string, clock: Clock): Promise<EntropySource | undefined> {
  try {
    return await deviceSource(path, { clock });
  } catch (error) {
    if (!isQForgeError(error, 'ENTROPY_UNREADABLE')) throw error;
    const read = (): Promise<never> => Promise.reject(error);
    return { name: path, provenance: 'a device that cannot be opened', entropyBits: UNKNOWN_ENTROPY_BITS, read };
  }
}

function sayTheSame(one: TestedBytes, other: TestedBytes): boolean {
  const entropyBits = Math.min(one.watched.source.entropyBits, other.watched.source.entropyBits);
  return areAlike(one.bytes, other.bytes, entropyBits, HEALTH_ALPHA_BITS);
}
