import {
  type Clock,
  isQForgeError,
  type Logger,
  type MetricsSink,
  QForgeError,
  type RandomSource,
} from '../../base/index.ts';
import { Bulkhead, type BulkheadLimits, CircuitBreaker } from '../../resilience/index.ts';
import type { HandedBlock, Neighbour } from './kme-parts.ts';
import type { RelayAnswer, RelayMessage } from './relay-message.ts';
import type { StreamMessage, StreamMessageAnswer } from './stream-message.ts';

/** Calls that fail one after another before a neighbour is left alone. docs/resilience.md */
export const NEIGHBOUR_CIRCUIT_FAILURES = 5;
/** Calls to one neighbour that are under way, and that wait for their turn. docs/resilience.md */
export const NEIGHBOUR_CALLS: BulkheadLimits = { atOnce: 32, waiting: 256 };

/** What a neighbour is guarded with. */
export interface NeighbourGuard {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
}

/**
 * A neighbour that is left alone while it does not answer, and is never asked by more than so many at once: a slow one holds up nobody
 * who wants keys over another link, and one that is away costs no units of the pool.
 *
 * Calls are made once. Whoever is turned away gets `KME_UNREACHABLE`: nothing was asked.
 */
export class GuardedNeighbour implements Neighbour {
  readonly id: string;
  readonly #neighbour: Neighbour;
  readonly #circuit: CircuitBreaker;
  readonly #bulkhead: Bulkhead;

  private constructor(neighbour: Neighbour, circuit: CircuitBreaker, bulkhead: Bulkhead) {
    this.id = neighbour.id;
    this.#neighbour = neighbour;
    this.#circuit = circuit;
    this.#bulkhead = bulkhead;
  }

  /** Guards the way to a neighbour. */
  static async create(neighbour: Neighbour, guard: NeighbourGuard): Promise<GuardedNeighbour> {
    const name = `The key manager ${neighbour.id}`;
    const circuit = await CircuitBreaker.create({
      name,
      trip: { failures: NEIGHBOUR_CIRCUIT_FAILURES },
      rest: { growth: 'exponential', firstMs: 1000, capMs: 30_000, jitter: 'half' },
      isFailure: (error) => isQForgeError(error, 'KME_UNREACHABLE') || isQForgeError(error, 'KME_REPLY_LOST'),
      ...guard,
    });
    return new GuardedNeighbour(neighbour, circuit, await Bulkhead.create(name, NEIGHBOUR_CALLS));
  }

  /** Throws `KME_UNREACHABLE` while it is left alone: before anything is taken that the call would use up. */
  requireReachable(): void {
    const { retryInMs } = this.#circuit;
    if (retryInMs > 0) throw this.#unreachable(`it is left alone for ${Math.ceil(retryInMs)} ms`);
  }

  relay(message: RelayMessage): Promise<RelayAnswer> {
    return this.#call(() => this.#neighbour.relay(message));
  }

  handOver(block: HandedBlock): Promise<number> {
    return this.#call(() => this.#neighbour.handOver(block));
  }

  askStream(message: StreamMessage): Promise<StreamMessageAnswer> {
    return this.#call(() => this.#neighbour.askStream(message));
  }

  async #call<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await this.#bulkhead.run(() => this.#circuit.run(call));
    } catch (error) {
      const isTurnedAway = isQForgeError(error, 'CIRCUIT_OPEN') || isQForgeError(error, 'BULKHEAD_FULL');
      throw isTurnedAway ? this.#unreachable(error.message, error) : error;
    }
  }

  #unreachable(reason: string, cause?: unknown): QForgeError<'KME_UNREACHABLE'> {
    return new QForgeError('KME_UNREACHABLE', { kme: this.id, reason }, { cause });
  }
}
