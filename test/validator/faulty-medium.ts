import type { JournalMedium } from '../../src/validator/journal/journal-medium.ts';

/** What goes wrong at which operation. */
export interface Fault {
  /** Operations that still succeed. */
  readonly after: number;
  /** A system error, or the loss of power. */
  readonly code: 'ENOSPC' | 'EIO' | 'POWER';
}

/** How a write that was not synced looks after the power was lost. */
export type LostTail = 'all there' | 'nothing there' | 'half there' | 'zeros';

/** A disk in memory that can fail at any operation, and that forgets what was not synced. */
export class FaultyMedium implements JournalMedium {
  readonly path = 'memory.journal';
  #durable: Uint8Array | undefined;
  #volatile: Uint8Array | undefined;
  #fault: Fault | undefined;
  operations = 0;

  /** Fails from now on as said. */
  failWith(fault: Fault): void {
    this.#fault = { ...fault, after: this.operations + fault.after };
  }

  /** The power is back: what is there now is what was synced, and of the rest what the disk happens to have. */
  restart(tail: LostTail = 'nothing there'): void {
    this.#fault = undefined;
    const [durable, last] = [this.#durable, this.#volatile];
    if (durable !== undefined && last !== undefined && last.length > durable.length) {
      const rest = last.slice(durable.length);
      const kept = {
        'all there': rest,
        'nothing there': new Uint8Array(0),
        'half there': rest.slice(0, rest.length / 2),
        zeros: new Uint8Array(rest.length),
      }[tail];
      this.#durable = new Uint8Array([...durable, ...kept]);
    }
    this.#volatile = this.#durable?.slice();
  }

  /** Changes what is on the disk behind everybody's back. */
  tamper(change: (bytes: Uint8Array) => Uint8Array): void {
    this.#durable = change(this.#durable?.slice() ?? new Uint8Array(0));
    this.#volatile = this.#durable.slice();
  }

  /** What is on the disk for sure. */
  get durable(): Uint8Array {
    return this.#durable?.slice() ?? new Uint8Array(0);
  }

  readAll(): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#volatile?.slice());
  }

  readAt(offset: number, length: number): Promise<Uint8Array> {
    return Promise.resolve((this.#volatile ?? new Uint8Array(0)).slice(offset, offset + length));
  }

  async replace(bytes: Uint8Array): Promise<void> {
    await this.#operation();
    this.#volatile = bytes.slice();
    this.#durable = bytes.slice();
  }

  async write(offset: number, bytes: Uint8Array): Promise<void> {
    const before = this.#volatile ?? new Uint8Array(0);
    try {
      await this.#operation();
    } catch (error) {
      // A full disk takes a part of what it is given.
      this.#volatile = spliced(before, offset, bytes.slice(0, bytes.length / 3));
      throw error;
    }
    this.#volatile = spliced(before, offset, bytes);
  }

  async truncate(length: number): Promise<void> {
    await this.#operation();
    this.#volatile = this.#volatile?.slice(0, length);
  }

  async sync(): Promise<void> {
    await this.#operation();
    this.#durable = this.#volatile?.slice();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #operation(): Promise<void> {
    this.operations += 1;
    const fault = this.#fault;
    if (fault === undefined || this.operations <= fault.after) return Promise.resolve();
    return Promise.reject(Object.assign(new Error(fault.code), { code: fault.code }));
  }
}

function spliced(before: Uint8Array, offset: number, bytes: Uint8Array): Uint8Array {
  const after = new Uint8Array(Math.max(before.length, offset + bytes.length));
  after.set(before);
  after.set(bytes, offset);
  return after;
}
