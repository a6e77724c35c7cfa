import { type Connection, type Listener, QForgeError, type Transport } from '../../src/base/index.ts';
import { parseAddress } from '../../src/network/index.ts';
import type { QueueMarks } from '../../src/network/queue-marks.ts';
import { Chances } from './chances.ts';
import { CALM, type NetworkConditions } from './network-conditions.ts';
import { SimulatedPair } from './simulated-connection.ts';
import type { SimulatedTime } from './simulated-time.ts';

const CONNECT_TIMEOUT_MS = 20_000;

/** A network's settings; all optional. */
export interface SimulatedNetworkOptions {
  readonly conditions?: Partial<NetworkConditions>;
  readonly marks?: Partial<QueueMarks>;
}

/**
 * A transport for `memory://name` whose connections suffer what the conditions say, by a seed.
 *
 * Streams are reliable, so a lost segment is a stall, and a broken connection loses its end and nothing before it.
 */
export class SimulatedNetwork implements Transport {
  readonly scheme = 'memory';
  readonly time: SimulatedTime;
  readonly #chances: Chances;
  readonly #marks: Partial<QueueMarks>;
  readonly #listeners = new Map<string, (connection: Connection) => void>();
  readonly #pairs = new Set<SimulatedPair>();
  /** Called with each new connection, before its ends are handed out: a place to set where it breaks. */
  onPair: (pair: SimulatedPair) => void = () => undefined;
  #conditions: NetworkConditions;
  #dialled = 0;

  constructor(time: SimulatedTime, seed: number, options: SimulatedNetworkOptions = {}) {
    this.time = time;
    this.#chances = new Chances(seed);
    this.#marks = options.marks ?? {};
    this.#conditions = { ...CALM, ...options.conditions };
  }

  /** Connections that live. */
  get pairs(): readonly SimulatedPair[] {
    for (const pair of this.#pairs) if (pair.isGone) this.#pairs.delete(pair);
    return [...this.#pairs];
  }

  /** How many connections there have been. */
  get dialled(): number {
    return this.#dialled;
  }

  /** Changes the weather; what is not named stays. */
  change(conditions: Partial<NetworkConditions>): void {
    this.#conditions = { ...this.#conditions, ...conditions };
    for (const pair of this.pairs) pair.wake();
  }

  /** No more faults, for old connections and new ones. */
  heal(): void {
    this.change(CALM);
  }

  /** Breaks every connection that lives. */
  cutAll(): void {
    for (const pair of this.pairs) pair.cut();
  }

  /** Throws `ADDRESS_INVALID`, `CONNECTION_REFUSED`, `HOST_UNREACHABLE` or `CANCELLED`. */
  async connect(address: string, options: { readonly signal?: AbortSignal } = {}): Promise<Connection> {
    const name = nameIn(address);
    await this.#roundTrip(address, options.signal);
    const onConnection = this.#listeners.get(name);
    if (onConnection === undefined) throw new QForgeError('CONNECTION_REFUSED', { address });
    this.#dialled += 1;
    const pair = new SimulatedPair({
      time: this.time,
      chances: this.#chances.fork(),
      conditions: () => this.#conditions,
      marks: this.#marks,
      names: [address, `memory://dialler-${this.#dialled}`],
    });
    this.#pairs.add(pair);
    this.onPair(pair);
    onConnection(pair.accepted);
    return pair.dialler;
  }

  /** Throws `ADDRESS_INVALID` or `PORT_IN_USE`. */
  async listen(address: string, onConnection: (connection: Connection) => void): Promise<Listener> {
    const name = nameIn(address);
    await this.time.passes(0);
    if (this.#listeners.has(name)) throw new QForgeError('PORT_IN_USE', { address });
    this.#listeners.set(name, onConnection);
    return {
      address,
      close: () => {
        if (this.#listeners.get(name) === onConnection) this.#listeners.delete(name);
        return this.time.passes(0);
      },
    };
  }

  /** As long as a new connection takes. */
  async #roundTrip(address: string, signal: AbortSignal | undefined): Promise<void> {
    const startedMs = this.time.monotonicMs();
    do {
      if (signal?.aborted === true) {
        throw new QForgeError('CANCELLED', { what: `The connection to ${address}` }, { cause: signal.reason });
      }
      if (this.time.monotonicMs() - startedMs >= CONNECT_TIMEOUT_MS) {
        throw new QForgeError('HOST_UNREACHABLE', { address, reason: 'there was no answer in time (ETIMEDOUT)' });
      }
      const { dark, latencyMs } = this.#conditions;
      await this.time.passes(dark ? 1000 : 2 * this.#chances.between(...latencyMs));
    } while (this.#conditions.dark || this.#chances.happens(this.#conditions.lossRate));
  }
}

function nameIn(unverified: string): string {
  const address = parseAddress(unverified);
  if (address.scheme === 'memory') return address.name;
  throw new QForgeError('ADDRESS_INVALID', { address: unverified, reason: 'it is not a memory:// address' });
}
