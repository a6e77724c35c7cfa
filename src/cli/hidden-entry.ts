import { QForgeError, SecretBytes } from '../base/index.ts';

/** The longest passphrase that is taken. */
export const MAX_PASSPHRASE_BYTES = 1024;

const INTERRUPT = 0x03;
const END_OF_INPUT = 0x04;
const BACKSPACE = 0x08;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const ERASE_LINE = 0x15;
const SUSPEND = 0x1a;
const DELETE = 0x7f;

/** How far an entry is: still typed, ended by Enter, by Ctrl-C or by Ctrl-D, or put off by Ctrl-Z. */
export type EntryState = 'typing' | 'complete' | 'interrupted' | 'cancelled' | 'suspended';

/** A line typed at a terminal in raw mode, kept in bytes that can be wiped. */
export class HiddenEntry {
  readonly #bytes = new Uint8Array(new ArrayBuffer(MAX_PASSPHRASE_BYTES));
  #length = 0;
  #overflowed = false;
  #state: EntryState = 'typing';

  get state(): EntryState {
    return this.#state;
  }

  /** Takes typed bytes, and overwrites them. */
  take(typed: Uint8Array): void {
    for (const byte of typed) if (this.#state === 'typing') this.#takeByte(byte);
    typed.fill(0);
  }

  /** Begins anew; what was typed so far is overwritten. */
  restart(): void {
    this.#bytes.fill(0);
    this.#length = 0;
    this.#overflowed = false;
    this.#state = 'typing';
  }

  /**
   * The entry as a secret; what was kept here is overwritten.
   *
   * Throws `CANCELLED` when it was not ended by Enter, `ARGUMENT_INVALID` when it was too long.
   */
  finish(): SecretBytes {
    const secret = SecretBytes.copyOf(this.#bytes.subarray(0, this.#length));
    this.#bytes.fill(0);
    if (this.#state === 'complete' && !this.#overflowed) return secret;
    secret.wipe();
    if (this.#state !== 'complete') throw new QForgeError('CANCELLED', { what: 'The entry of the passphrase' });
    const reason = `it has more than ${MAX_PASSPHRASE_BYTES} bytes`;
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'The passphrase', reason });
  }

  #takeByte(byte: number): void {
    switch (byte) {
      case LINE_FEED:
      case CARRIAGE_RETURN:
        this.#state = 'complete';
        break;
      case INTERRUPT:
        this.#state = 'interrupted';
        break;
      case END_OF_INPUT:
        this.#state = 'cancelled';
        break;
      case SUSPEND:
        this.#state = 'suspended';
        break;
      case BACKSPACE:
      case DELETE:
        this.#eraseCharacter();
        break;
      case ERASE_LINE:
        this.restart();
        break;
      default:
        this.#append(byte);
    }
  }

  #append(byte: number): void {
    if (this.#length < this.#bytes.length) this.#bytes[this.#length++] = byte;
    else this.#overflowed = true;
  }

  /** Takes back one character: its continuation bytes in UTF-8, then its first. */
  #eraseCharacter(): void {
    while (this.#length > 0) {
      this.#length -= 1;
      const byte = this.#bytes[this.#length] ?? 0;
      if ((byte & 0xc0) !== 0x80) break;
    }
  }
}
