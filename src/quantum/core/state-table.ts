import { type Clock, QForgeError, type ScheduledCall } from '../../base/index.ts';
import { checkRegister } from '../circuit/circuit-checks.ts';
import { memoryText } from '../memory-text.ts';
import { checkStateSize, MAX_STATE_QUBITS, StateVector } from '../statevector/state-vector.ts';

/** How many states there may be, how large together, and how long without use. */
export interface StateLimits {
  readonly maxStates: number;
  readonly maxBytes: number;
  /** A state that is not used for so long is dropped. */
  readonly lifetimeMs: number;
}

interface KeptState {
  readonly state: StateVector;
  readonly createdAtMs: number;
  expiresAtMs: number;
}

/** A state by its ID, with how long it will still be kept. */
export interface KeptStateSummary {
  readonly id: string;
  readonly qubits: number;
  readonly ageMs: number;
  readonly expiresInMs: number;
}

const AMPLITUDE_BYTES = 16;

/** States by ID. They expire by the clock that is handed in. */
export class StateTable {
  readonly #limits: StateLimits;
  readonly #clock: Clock;
  readonly #states = new Map<string, KeptState>();
  #created = 0;
  #expired = 0;
  #sweep: ScheduledCall | undefined;

  constructor(limits: StateLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Keeps a new state of all zeros; returns its ID. Throws `QUANTUM_TOO_LARGE`, and `QUANTUM_STATE_LIMIT` when there is no room. */
  create(qubits: number): string {
    checkRegister('qubits', qubits);
    checkStateSize('A state vector', qubits, MAX_STATE_QUBITS, AMPLITUDE_BYTES * 2 ** qubits);
    this.#dropExpired();
    this.#checkRoom(qubits);
    const state = new StateVector(qubits);
    this.#created += 1;
    const id = `state-${this.#created}`;
    const nowMs = this.#clock.monotonicMs();
    this.#states.set(id, { state, createdAtMs: nowMs, expiresAtMs: nowMs + this.#limits.lifetimeMs });
    this.#scheduleSweep();
    return id;
  }

  /** The state of an ID, whose lifetime begins anew. Throws `QUANTUM_STATE_UNKNOWN`, also when it has expired. */
  use(id: string): StateVector {
    this.#dropExpired();
    const kept = this.#states.get(id);
    if (kept === undefined) throw new QForgeError('QUANTUM_STATE_UNKNOWN', { id });
    kept.expiresAtMs = this.#clock.monotonicMs() + this.#limits.lifetimeMs;
    return kept.state;
  }

  /** Drops a state. Throws `QUANTUM_STATE_UNKNOWN`. */
  release(id: string): void {
    this.use(id);
    this.#states.delete(id);
  }

  /** Drops all states. */
  clear(): void {
    this.#states.clear();
    this.#sweep?.cancel();
    this.#sweep = undefined;
  }

  /** The states that there are, oldest first. */
  list(): readonly KeptStateSummary[] {
    this.#dropExpired();
    const nowMs = this.#clock.monotonicMs();
    return [...this.#states].map(([id, { state, createdAtMs, expiresAtMs }]) => ({
      id,
      qubits: state.qubits,
      ageMs: nowMs - createdAtMs,
      expiresInMs: expiresAtMs - nowMs,
    }));
  }

  /** How many states were made, and how many were dropped since nobody used them. */
  totals(): { readonly created: number; readonly expired: number; readonly bytes: number } {
    return { created: this.#created, expired: this.#expired, bytes: this.#bytes() };
  }

  #checkRoom(qubits: number): void {
    const { maxStates, maxBytes } = this.#limits;
    if (this.#states.size >= maxStates) {
      throw new QForgeError('QUANTUM_STATE_LIMIT', { limit: `${maxStates} states` });
    }
    if (this.#bytes() + AMPLITUDE_BYTES * 2 ** qubits > maxBytes) {
      throw new QForgeError('QUANTUM_STATE_LIMIT', { limit: memoryText(maxBytes) });
    }
  }

  #bytes(): number {
    return [...this.#states.values()].reduce((sum, { state }) => sum + AMPLITUDE_BYTES * 2 ** state.qubits, 0);
  }

  #dropExpired(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [id, { expiresAtMs }] of this.#states) {
      if (expiresAtMs > nowMs) continue;
      this.#states.delete(id);
      this.#expired += 1;
    }
  }

  /** Memory is given back even if nobody asks again. */
  #scheduleSweep(): void {
    this.#sweep ??= this.#clock.schedule(this.#limits.lifetimeMs, () => {
      this.#sweep = undefined;
      this.#dropExpired();
      if (this.#states.size > 0) this.#scheduleSweep();
    });
  }
}
