import type { EntropySource } from './entropy-source.ts';
import { HealthMonitor, type HealthProblem } from './health-monitor.ts';

/** Samples that a source is tested on before anything is made from it. SP 800-90B §4.3: at least 1,024 */
export const STARTUP_SAMPLES = 1024;

/** How often a source that has failed may come back; one that fails again is out for good. */
export const MAX_READMISSIONS = 3;

/** How one source does. */
export interface SourceReport {
  readonly name: string;
  readonly provenance: string;
  /** The least min-entropy of each byte that it is held to have, in bits. */
  readonly entropyBits: number;
  /** Bytes that were tested. */
  readonly samples: number;
  /** Undefined: healthy. */
  readonly problem: HealthProblem | undefined;
  /** How often it came back after a failure. */
  readonly readmissions: number;
}

/**
 * A source and what is known of its health.
 *
 *     untested --start-up test--> healthy --health test fails--> excluded --fresh start-up test, at most three times--> healthy
 */
export class WatchedSource {
  readonly source: EntropySource;
  readonly #monitor: HealthMonitor;
  #readmissions = 0;

  constructor(source: EntropySource) {
    this.source = source;
    this.#monitor = new HealthMonitor(source.entropyBits);
  }

  get problem(): HealthProblem | undefined {
    return this.#monitor.report.problem;
  }

  /** Whether a fresh start-up test may bring it back. */
  get mayReturn(): boolean {
    return this.problem !== undefined && this.#readmissions < MAX_READMISSIONS;
  }

  get report(): SourceReport {
    const { name, provenance, entropyBits } = this.source;
    return { name, provenance, entropyBits, ...this.#monitor.report, readmissions: this.#readmissions };
  }

  /** Looks at bytes as they came; false if the source is not to be trusted. */
  watch(bytes: Uint8Array): boolean {
    return this.#monitor.watch(bytes);
  }

  /** Excludes the source for what was found out by comparison. */
  exclude(problem: HealthProblem): void {
    this.#monitor.fail(problem);
  }

  /** Reads what a start-up test needs; undefined if the source fails it, or cannot be read. */
  async readTested(): Promise<Uint8Array | undefined> {
    const bytes = await this.#read();
    if (bytes === undefined) this.exclude('unreadable');
    else if (this.watch(bytes)) return bytes;
    bytes?.fill(0);
    return undefined;
  }

  /** A start-up test on fresh samples, from which nothing is made; true if the source is healthy again. */
  async retest(): Promise<boolean> {
    if (!this.mayReturn) return false;
    const bytes = await this.#read();
    const isHealthy = this.putToTest(bytes);
    bytes?.fill(0);
    return isHealthy;
  }

  /**
   * Brings a source back that may return, if these fresh samples pass; undefined when it gave none. In one step: nobody finds it healthy
   * before that.
   */
  putToTest(samples: Uint8Array | undefined): boolean {
    if (!this.mayReturn) return false;
    this.#monitor.restart();
    if (samples === undefined) this.exclude('unreadable');
    else if (this.watch(samples)) this.#readmissions += 1;
    return this.problem === undefined;
  }

  async #read(): Promise<Uint8Array | undefined> {
    try {
      return await this.source.read(STARTUP_SAMPLES);
    } catch {
      return undefined;
    }
  }
}
