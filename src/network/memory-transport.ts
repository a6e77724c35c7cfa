import { type Connection, cancelled, type Listener, QForgeError, type Transport } from '../base/index.ts';
import { formatAddress, invalidAddress, parseAddress } from './address.ts';
import { type MemoryConnectionOptions, memoryConnectionPair } from './memory-connection.ts';

/**
 * Connections inside this process, addressed as `memory://name`, for tests and simulators.
 *
 * One instance is one network. Everything happens in the order of the scheduler and of nothing else: no time, no
 * randomness. By default the scheduler is the microtask queue.
 */
export class MemoryTransport implements Transport {
  readonly scheme = 'memory';
  readonly #options: MemoryConnectionOptions;
  readonly #listeners = new Map<string, (connection: Connection) => void>();
  #dialled = 0;

  constructor(options: MemoryConnectionOptions = {}) {
    this.#options = options;
  }

  /** Throws `ADDRESS_INVALID`, `CONNECTION_REFUSED` or `CANCELLED`. */
  async connect(address: string, options: { readonly signal?: AbortSignal } = {}): Promise<Connection> {
    const name = memoryName(address);
    const { signal } = options;
    if (signal?.aborted) throw cancelled(`The connection to ${address}`, signal);
    await this.#step();
    const onConnection = this.#listeners.get(name);
    if (onConnection === undefined) throw new QForgeError('CONNECTION_REFUSED', { address });
    this.#dialled += 1;
    const dialler = formatAddress({ scheme: 'memory', name: `dialler-${this.#dialled}` });
    const [here, there] = memoryConnectionPair(this.#options, address, dialler);
    onConnection(there);
    return here;
  }

  /** Throws `ADDRESS_INVALID` or `PORT_IN_USE`. */
  async listen(address: string, onConnection: (connection: Connection) => void): Promise<Listener> {
    const name = memoryName(address);
    await this.#step();
    if (this.#listeners.has(name)) throw new QForgeError('PORT_IN_USE', { address });
    this.#listeners.set(name, onConnection);
    return { address, close: () => this.#close(name) };
  }

  async #close(name: string): Promise<void> {
    this.#listeners.delete(name);
    await this.#step();
  }

  async #step(): Promise<void> {
    const schedule = this.#options.schedule ?? queueMicrotask;
    await new Promise<void>((resolve) => schedule(resolve));
  }
}

function memoryName(unverified: string): string {
  const address = parseAddress(unverified);
  if (address.scheme !== 'memory') throw invalidAddress(unverified, 'it is not a memory:// address');
  return address.name;
}
