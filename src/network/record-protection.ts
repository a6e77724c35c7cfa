import { assert, QForgeError } from '../base/index.ts';
import type { AeadKey } from '../crypto/index.ts';
import {
  MAX_BYTES_PER_KEY,
  MAX_RECORD_PLAINTEXT_BYTES,
  MAX_RECORDS_PER_KEY,
  RECORD_HEADER_BYTES,
} from './record-limits.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Counts the records and bytes of one direction under one key, and numbers its nonces. spec/records §1, §3 */
class RecordCounter {
  readonly nonce: Uint8Array = new Uint8Array(NONCE_BYTES);
  readonly #view = new DataView(this.nonce.buffer);
  readonly #name: string;
  #records: number;
  #bytes = 0;

  constructor(name: string, firstRecord: number) {
    this.#name = name;
    this.#records = firstRecord;
  }

  get records(): number {
    return this.#records;
  }

  /** Sets the nonce for the next record of so many bytes. Throws `NONCE_EXHAUSTED`, from then on always. */
  prepare(plaintextBytes: number): void {
    if (this.#records >= MAX_RECORDS_PER_KEY || this.#bytes + plaintextBytes > MAX_BYTES_PER_KEY) {
      this.#records = MAX_RECORDS_PER_KEY;
      throw new QForgeError('NONCE_EXHAUSTED', { counter: this.#name });
    }
    this.#view.setUint32(8, this.#records);
  }

  /** The record was used; its number is never used again. */
  advance(plaintextBytes: number): void {
    this.#records += 1;
    this.#bytes += plaintextBytes;
  }
}

assert(MAX_RECORDS_PER_KEY < 2 ** 32, 'a record number fits the last four bytes of the nonce');

/** Seals the records of one direction. */
export class RecordSealer {
  readonly #key: AeadKey;
  readonly #counter: RecordCounter;

  /** `firstRecord` is for tests of the limits. */
  constructor(key: AeadKey, firstRecord: number = 0) {
    this.#key = key;
    this.#counter = new RecordCounter('of sent records', firstRecord);
  }

  get recordsSealed(): number {
    return this.#counter.records;
  }

  /** The record around a plaintext given in parts: header, ciphertext parts, tag. Throws `NONCE_EXHAUSTED`. */
  seal(plaintextParts: readonly Uint8Array[]): readonly Uint8Array[] {
    let plaintextBytes = 0;
    for (const part of plaintextParts) plaintextBytes += part.length;
    assert(plaintextBytes > 0 && plaintextBytes <= MAX_RECORD_PLAINTEXT_BYTES, 'a record has a legal length');
    const header = new Uint8Array(RECORD_HEADER_BYTES);
    new DataView(header.buffer).setUint32(0, plaintextBytes + TAG_BYTES);
    this.#counter.prepare(plaintextBytes);
    this.#counter.advance(plaintextBytes);
    return [header, ...this.#key.sealParts(this.#counter.nonce, plaintextParts, header)];
  }
}

/** Opens the records of one direction. */
export class RecordOpener {
  readonly #key: AeadKey;
  readonly #counter: RecordCounter;

  /** `firstRecord` is for tests of the limits. */
  constructor(key: AeadKey, firstRecord: number = 0) {
    this.#key = key;
    this.#counter = new RecordCounter('of received records', firstRecord);
  }

  get recordsOpened(): number {
    return this.#counter.records;
  }

  /**
   * The plaintext of a record. A record that fails does not advance the counter.
   *
   * Throws `CRYPTO_AUTHENTICATION_FAILED` or `NONCE_EXHAUSTED`.
   */
  open(header: Uint8Array, unverifiedCiphertext: Uint8Array): Uint8Array {
    const plaintextBytes = unverifiedCiphertext.length - TAG_BYTES;
    this.#counter.prepare(plaintextBytes);
    const plaintext = this.#key.open(this.#counter.nonce, unverifiedCiphertext, header);
    this.#counter.advance(plaintextBytes);
    return plaintext;
  }
}

/** Whether a length field of a record is one that a peer may send. */
export function isLegalRecordLength(unverifiedLength: number): boolean {
  return unverifiedLength > TAG_BYTES && unverifiedLength <= MAX_RECORD_PLAINTEXT_BYTES + TAG_BYTES;
}
