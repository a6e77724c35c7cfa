import { type Clock, QForgeError } from '../base/index.ts';

interface PendingPing {
  readonly sentAtMs: number;
  readonly resolve: (roundTripMs: number) => void;
  readonly reject: (error: QForgeError) => void;
}

/** Pings under way: numbered, answered in order. */
export class PingTable {
  readonly #clock: Clock;
  readonly #send: (token: Uint8Array) => void;
  /** Made with the first ping: most channels send none, and there may be thousands. */
  #pending: Map<bigint, PendingPing> | undefined;
  #next = 0n;

  constructor(clock: Clock, send: (token: Uint8Array) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Resolves to the round trip in milliseconds. */
  ping(): Promise<number> {
    const number = this.#next;
    this.#next += 1n;
    const token = new Uint8Array(8);
    new DataView(token.buffer).setBigUint64(0, number);
    return new Promise((resolve, reject) => {
      this.#pending ??= new Map();
      this.#pending.set(number, { sentAtMs: this.#clock.monotonicMs(), resolve, reject });
      this.#send(token);
    });
  }

  /** An answer. Throws `MALFORMED` for one that was not asked for. */
  pong(token: Uint8Array): void {
    const number = new DataView(token.buffer, token.byteOffset, 8).getBigUint64(0);
    const pending = this.#pending?.get(number);
    if (pending === undefined) throw new QForgeError('MALFORMED', { what: 'The pong', reason: 'nobody asked for it' });
    this.#pending?.delete(number);
    pending.resolve(this.#clock.monotonicMs() - pending.sentAtMs);
  }

  /** The channel is gone. */
  fail(error: QForgeError): void {
    for (const pending of this.#pending?.values() ?? []) pending.reject(error);
    this.#pending = undefined;
  }
}
