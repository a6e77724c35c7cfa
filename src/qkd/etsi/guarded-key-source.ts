import {
  type Clock,
  isQForgeError,
  type KeySource,
  type Logger,
  type MetricsSink,
  type RandomSource,
  type SharedKey,
  type SharedKeyStock,
  type TraceContext,
} from '../../base/index.ts';
import {
  CircuitBreaker,
  ErrorHandler,
  type ErrorStatistics,
  type RecoveryPolicy,
  type RetryPlan,
} from '../../resilience/index.ts';

/** What a source of keys is guarded with. */
export interface KeySourceGuard {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  /** Where its errors are counted beside those of others. */
  readonly errors?: ErrorStatistics;
}

/** A call that reached nobody is made once more; both fit into a handshake. docs/resilience.md */
const RETRY: RetryPlan = { attempts: 2, backOff: { growth: 'constant', firstMs: 200, capMs: 200, jitter: 'half' } };
/** Everything else is passed on: a key whose reply was lost is burnt, and an answer is an answer. */
const RECOVERY: RecoveryPolicy = {
  recoverable: { kind: 'pass' },
  timeout: { kind: 'pass' },
  performance: { kind: 'pass' },
  resource: { kind: 'pass' },
  security: { kind: 'pass' },
  critical: { kind: 'pass' },
  usage: { kind: 'pass' },
  codes: { KME_UNREACHABLE: { kind: 'retry', plan: RETRY } },
};
/** Calls that fail one after another before the key manager is left alone. docs/resilience.md */
export const KME_CIRCUIT_FAILURES = 5;

/**
 * A source whose key manager is asked once more when nothing of the call reached it, and left alone while it keeps failing.
 *
 * A call whose reply was lost is never made again: a key that it may have handed out is burnt.
 */
export class GuardedKeySource implements KeySource {
  readonly name: string;
  readonly localEndpoint: string;
  /** A look takes no key, so nothing is lost by asking past the circuit. Undefined over a source that cannot tell. */
  readonly stock?: (peerEndpoint: string) => Promise<SharedKeyStock>;
  readonly #source: KeySource;
  readonly #errors: ErrorHandler;
  readonly #circuit: CircuitBreaker;

  private constructor(source: KeySource, guard: KeySourceGuard, circuit: CircuitBreaker) {
    this.name = source.name;
    this.localEndpoint = source.localEndpoint;
    this.#source = source;
    this.#errors = new ErrorHandler({ ...guard, policy: RECOVERY, statistics: guard.errors });
    this.#circuit = circuit;
    if (source.stock !== undefined) this.stock = source.stock.bind(source);
  }

  /** Guards a source of keys from a key manager. */
  static async create(source: KeySource, guard: KeySourceGuard): Promise<GuardedKeySource> {
    const circuit = await CircuitBreaker.create({
      name: 'The key manager',
      trip: { failures: KME_CIRCUIT_FAILURES },
      rest: { growth: 'exponential', firstMs: 1000, capMs: 30_000, jitter: 'half' },
      isFailure: (error) => isUnreached(error) || isQForgeError(error, 'KME_REPLY_LOST'),
      ...guard,
    });
    return new GuardedKeySource(source, guard, circuit);
  }

  get simulated(): boolean {
    return this.#source.simulated;
  }

  /** Rejects as the source does, and with `CIRCUIT_OPEN`. */
  nextKey(peerEndpoint: string, trace?: TraceContext): Promise<SharedKey> {
    return this.#call(() => this.#source.nextKey(peerEndpoint, trace));
  }

  /** Rejects as the source does, and with `CIRCUIT_OPEN`. */
  keyById(peerEndpoint: string, keyId: string, trace?: TraceContext): Promise<SharedKey> {
    return this.#call(() => this.#source.keyById(peerEndpoint, keyId, trace));
  }

  #call(call: () => Promise<SharedKey>): Promise<SharedKey> {
    return this.#circuit.run(() => this.#errors.run('taking a key from the key manager', call));
  }
}

function isUnreached(error: unknown): boolean {
  return isQForgeError(error, 'KME_UNREACHABLE');
}
