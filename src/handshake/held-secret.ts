import { QForgeError } from '../base/index.ts';

/**
 * Secret bytes that several states hold at once; overwritten when the last one lets go.
 *
 * Copies of a state need no copies of its keys, and each may still be wiped by itself.
 */
export class HeldSecret {
  #bytes: Uint8Array | undefined;
  #holders = 1;

  /** Takes the array over: it belongs to this object alone. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** One more holder. Throws `SECRET_WIPED`. */
  hold(): this {
    this.expose();
    this.#holders += 1;
    return this;
  }

  /** A holder lets go. */
  release(): void {
    this.#holders -= 1;
    if (this.#holders > 0) return;
    this.#bytes?.fill(0);
    this.#bytes = undefined;
  }

  /** The bytes themselves, not to be kept or changed. Throws `SECRET_WIPED`. */
  expose(): Uint8Array {
    if (this.#bytes === undefined) throw new QForgeError('SECRET_WIPED', { what: 'bytes' });
    return this.#bytes;
  }
}
