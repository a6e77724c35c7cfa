import { assert, isQForgeError, QForgeError } from '../base/index.ts';
import type { AeadKey } from '../crypto/index.ts';
import {
  MAX_BYTES_PER_KEY,
  MAX_RECORD_PLAINTEXT_BYTES,
  MAX_RECORDS_PER_KEY,
  RECORD_HEADER_BYTES,
  SHORT_PLAINTEXT_BYTES,
} from './record-limits.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** How many numbers before and behind its turn a record that does not open is tried under. spec/records §3 */
export const DIAGNOSED_RECORDS = 16;

/** Of the record in the making: records are made one at a time, from beginning to end. Its first eight bytes stay zero. */
const recordNonce = new Uint8Array(NONCE_BYTES);
const recordNonceView = new DataView(recordNonce.buffer);
const sealedHeader = new Uint8Array(RECORD_HEADER_BYTES);
const sealedHeaderView = new DataView(sealedHeader.buffer);

/** Where short plaintexts lie until their frames were handed out: an array for each would be memory outside of V8's heap. */
const shortPlaintext = new Uint8Array(SHORT_PLAINTEXT_BYTES);

/** Counts the records and bytes of one direction under one key, and numbers its nonces. spec/records §1, §3 */
class RecordCounter {
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

  /** The nonce for the next record, of so many bytes; good until the next call of any counter. Throws `NONCE_EXHAUSTED`, from then on always. */
  prepare(plaintextBytes: number): Uint8Array {
    if (this.#records >= MAX_RECORDS_PER_KEY || this.#bytes + plaintextBytes > MAX_BYTES_PER_KEY) {
      this.#records = MAX_RECORDS_PER_KEY;
      throw new QForgeError('NONCE_EXHAUSTED', { counter: this.#name });
    }
    recordNonceView.setUint32(8, this.#records);
    return recordNonce;
  }

  /** The record was used; its number is never used again. */
  advance(plaintextBytes: number): void {
    this.#records += 1;
    this.#bytes += plaintextBytes;
  }
}

assert(MAX_RECORDS_PER_KEY < 2 ** 32, 'a record number fits the last four bytes of the nonce');

/** Bytes of a record with so much plaintext. spec/records §1 */
export function recordBytes(plaintextBytes: number): number {
  return RECORD_HEADER_BYTES + plaintextBytes + TAG_BYTES;
}

/** Seals the records of one direction. */
export class RecordSealer implements Disposable {
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

  /**
   * Writes the record around a plaintext given in parts to the beginning of `target`: header, ciphertext, tag. Returns how many
   * bytes, which are those of `recordBytes`. Throws `NONCE_EXHAUSTED`.
   */
  seal(target: Uint8Array, plaintextParts: readonly Uint8Array[]): number {
    let plaintextBytes = 0;
    for (const part of plaintextParts) plaintextBytes += part.length;
    assert(plaintextBytes > 0 && plaintextBytes <= MAX_RECORD_PLAINTEXT_BYTES, 'a record has a legal length');
    sealedHeaderView.setUint32(0, plaintextBytes + TAG_BYTES);
    target.set(sealedHeader);
    const nonce = this.#counter.prepare(plaintextBytes);
    this.#counter.advance(plaintextBytes);
    return this.#key.sealInto(target, RECORD_HEADER_BYTES, nonce, plaintextParts, sealedHeader);
  }

  /** Overwrites the key. */
  [Symbol.dispose](): void {
    this.#key.wipe();
  }
}

/** Opens the records of one direction. */
export class RecordOpener implements Disposable {
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
   * The plaintext of a record; a short one, of `SHORT_PLAINTEXT_BYTES`, lies where the next short one of any opener will. A record that
   * fails does not advance the counter.
   *
   * Throws `CRYPTO_AUTHENTICATION_FAILED`, caused by `RECORD_OUT_OF_PLACE` for a record of another number near, or `NONCE_EXHAUSTED`.
   */
  open(header: Uint8Array, unverifiedCiphertext: Uint8Array): Uint8Array {
    const plaintextBytes = unverifiedCiphertext.length - TAG_BYTES;
    const nonce = this.#counter.prepare(plaintextBytes);
    let plaintext: Uint8Array;
    try {
      plaintext = this.#opened(nonce, unverifiedCiphertext, header);
    } catch (error) {
      throw this.#diagnosed(error, header, unverifiedCiphertext);
    }
    this.#counter.advance(plaintextBytes);
    return plaintext;
  }

  /** Overwrites the key. */
  [Symbol.dispose](): void {
    this.#key.wipe();
  }

  #opened(nonce: Uint8Array, unverifiedCiphertext: Uint8Array, header: Uint8Array): Uint8Array {
    if (unverifiedCiphertext.length > SHORT_PLAINTEXT_BYTES + TAG_BYTES) {
      return this.#key.open(nonce, unverifiedCiphertext, header);
    }
    return shortPlaintext.subarray(0, this.#key.openInto(shortPlaintext, nonce, unverifiedCiphertext, header));
  }

  /** The session is over anyway: what happened is worth a few more attempts. Nothing that opens is handed out. */
  #diagnosed(error: unknown, header: Uint8Array, unverifiedCiphertext: Uint8Array): unknown {
    const turn = this.#counter.records;
    const numbers = Array.from({ length: 2 * DIAGNOSED_RECORDS }, (_, index) => turn - DIAGNOSED_RECORDS + index);
    const number = numbers.find((other) => this.#opens(other, header, unverifiedCiphertext));
    if (number === undefined || !isQForgeError(error, 'CRYPTO_AUTHENTICATION_FAILED')) return error;
    const cause = new QForgeError('RECORD_OUT_OF_PLACE', { how: number < turn ? 'replayed' : 'reordered' });
    return new QForgeError(error.code, error.details, { cause });
  }

  #opens(number: number, header: Uint8Array, unverifiedCiphertext: Uint8Array): boolean {
    if (number < 0 || number >= MAX_RECORDS_PER_KEY) return false;
    const nonce = new Uint8Array(NONCE_BYTES);
    new DataView(nonce.buffer).setUint32(8, number);
    try {
      this.#key.open(nonce, unverifiedCiphertext, header).fill(0);
      return true;
    } catch (error) {
      if (isQForgeError(error, 'CRYPTO_AUTHENTICATION_FAILED')) return false;
      throw error;
    }
  }
}

/** Whether a length field of a record is one that a peer may send. */
export function isLegalRecordLength(unverifiedLength: number): boolean {
  return unverifiedLength > TAG_BYTES && unverifiedLength <= MAX_RECORD_PLAINTEXT_BYTES + TAG_BYTES;
}
