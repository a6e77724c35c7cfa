import {
  beginTrace,
  type ErrorCode,
  isQForgeError,
  type KeySource,
  type Logger,
  type MetricsSink,
  type RandomSource,
  type SharedKey,
  type SharedKeyStock,
  type TraceContext,
} from '../base/index.ts';
import type { KeyPolicy } from '../handshake/index.ts';

/** How a source of shared keys does, as plain data. */
export interface SharedKeyStatus {
  readonly source: string;
  /** True when the keys add no security. */
  readonly simulated: boolean;
  /** The own name in the source. */
  readonly endpoint: string;
  readonly policy: KeyPolicy;
  /** Keys that were taken, as the one who names them and as the one who is told the name. */
  readonly keysTaken: number;
  readonly failures: number;
  /** The last failure; undefined once a key has been taken after it. */
  readonly problem: { readonly code: ErrorCode | 'UNKNOWN'; readonly message: string } | undefined;
}

/** Peers whose stock is looked at; more are left out. */
export const MAX_WATCHED_STOCKS = 64;

/** What a source has in store for one peer, or why that is not known. */
export interface SharedKeyLink {
  readonly peer: string;
  readonly source: string;
  /** True when the keys add no security. */
  readonly simulated: boolean;
  readonly stock: SharedKeyStock | undefined;
  readonly problem: SharedKeyStatus['problem'];
}

/** Counts, measures and logs what a source of shared keys does. It changes nothing: a failure passes. */
export class WatchedKeySource implements KeySource {
  readonly #source: KeySource;
  readonly #random: RandomSource;
  readonly #logger: Logger;
  readonly #metrics: MetricsSink;
  /** Peers that keys were shared with. */
  readonly #peers = new Set<string>();
  #keysTaken = 0;
  #failures = 0;
  #problem: SharedKeyStatus['problem'];

  constructor(
    source: KeySource,
    sinks: { readonly logger: Logger; readonly metrics: MetricsSink; readonly random: RandomSource },
  ) {
    this.#source = source;
    this.#random = sinks.random;
    this.#logger = sinks.logger;
    this.#metrics = sinks.metrics;
  }

  get name(): string {
    return this.#source.name;
  }

  get simulated(): boolean {
    return this.#source.simulated;
  }

  get localEndpoint(): string {
    return this.#source.localEndpoint;
  }

  nextKey(peerEndpoint: string, trace: TraceContext = beginTrace(this.#random)): Promise<SharedKey> {
    return this.#watch('next', peerEndpoint, trace, this.#source.nextKey(peerEndpoint, trace));
  }

  keyById(peerEndpoint: string, keyId: string, trace: TraceContext = beginTrace(this.#random)): Promise<SharedKey> {
    return this.#watch('named', peerEndpoint, trace, this.#source.keyById(peerEndpoint, keyId, trace));
  }

  /** What happened so far. */
  status(policy: KeyPolicy): SharedKeyStatus {
    return {
      source: this.name,
      simulated: this.simulated,
      endpoint: this.localEndpoint,
      policy,
      keysTaken: this.#keysTaken,
      failures: this.#failures,
      problem: this.#problem,
    };
  }

  /** What is in store for every peer that keys were shared with; empty from a source that cannot tell. */
  links(): Promise<readonly SharedKeyLink[]> {
    if (this.#source.stock === undefined) return Promise.resolve([]);
    return Promise.all([...this.#peers].map((peer) => this.#link(peer)));
  }

  async #link(peer: string): Promise<SharedKeyLink> {
    const of = { peer, source: this.name };
    try {
      const stock = await this.#source.stock?.(peer);
      this.#metrics.gauge('qforge_shared_keys_stored', stock?.storedKeys ?? 0, { source: this.name, peer });
      return { ...of, simulated: this.simulated, stock, problem: undefined };
    } catch (error) {
      return { ...of, simulated: this.simulated, stock: undefined, problem: problemOf(error) };
    }
  }

  async #watch(
    call: 'next' | 'named',
    peer: string,
    { traceId }: TraceContext,
    taking: Promise<SharedKey>,
  ): Promise<SharedKey> {
    const labels = { source: this.name, call };
    if (this.#peers.size < MAX_WATCHED_STOCKS) this.#peers.add(peer);
    try {
      const key = await taking;
      this.#keysTaken += 1;
      this.#problem = undefined;
      this.#metrics.count('qforge_shared_keys_total', 1, labels);
      this.#logger.log('info', 'audit', 'shared key taken', { ...labels, traceId, peer, keyId: key.keyId });
      return key;
    } catch (error) {
      const { code, message } = problemOf(error);
      this.#failures += 1;
      this.#problem = { code, message };
      this.#metrics.count('qforge_shared_key_failures_total', 1, { ...labels, code });
      this.#logger.log('warn', 'security', 'no shared key', { ...labels, traceId, peer, code, reason: message });
      throw error;
    }
  }
}

function problemOf(error: unknown): NonNullable<SharedKeyStatus['problem']> {
  const message = error instanceof Error ? error.message : String(error);
  return { code: isQForgeError(error) ? error.code : 'UNKNOWN', message };
}
