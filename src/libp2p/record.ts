import { QForgeError } from '../base/index.ts';
import { type Packet, PacketAssembler, ReceivedChunk } from '../network/index.ts';
import type { KeyChain } from './key-chain.ts';

/** The longest plaintext of a record: two frames of the usual muxers. spec/libp2p §4 */
export const MAX_RECORD_PLAINTEXT_BYTES = 131_072;

const HEADER_BYTES = 4;
const TAG_BYTES = 16;

//  0              4                         4 + length
//  | length u32   | ciphertext with its tag |                                                    spec/libp2p §4

/**
 * The record around a plaintext given in parts. Without any it is the last one of its direction.
 *
 * Throws `MESSAGE_TOO_LARGE`, `SECRET_WIPED`.
 */
export function sealRecord(keys: KeyChain, plaintextParts: readonly Uint8Array[]): Uint8Array {
  const bytes = plaintextParts.reduce((sum, part) => sum + part.length, 0);
  if (bytes > MAX_RECORD_PLAINTEXT_BYTES) {
    throw new QForgeError('MESSAGE_TOO_LARGE', { bytes, limitBytes: MAX_RECORD_PLAINTEXT_BYTES });
  }
  const record = new Uint8Array(HEADER_BYTES + bytes + TAG_BYTES);
  new DataView(record.buffer).setUint32(0, bytes + TAG_BYTES);
  const { key, nonce } = keys.current;
  key.sealInto(record, HEADER_BYTES, nonce, plaintextParts, record.slice(0, HEADER_BYTES));
  keys.advance();
  return record;
}

/** Opens the records of one direction, in order, from however the bytes were cut. */
export class RecordReader implements Disposable {
  readonly #keys: KeyChain;
  readonly #assembler = new PacketAssembler(
    { what: 'The record', headerBytes: HEADER_BYTES, isLegalLength },
    // A length was found legal before memory is taken for it, so a peer holds one record of memory at most.
    { acquire: (bytes) => new Uint8Array(bytes), release: () => undefined },
  );
  #isEnded = false;

  constructor(keys: KeyChain) {
    this.#keys = keys;
  }

  /** Whether the peer has said that nothing more comes. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /**
   * Takes a chunk; gives the plaintexts of the records that are whole with it, each checked before the next is looked at.
   *
   * Throws `MALFORMED` for an illegal length and for what stands behind the last record, `CRYPTO_AUTHENTICATION_FAILED`.
   */
  *read(chunk: Uint8Array): Generator<Uint8Array, void, void> {
    const received = new ReceivedChunk(chunk);
    for (let packet = this.#assembler.next(received); packet !== undefined; packet = this.#assembler.next(received)) {
      const plaintext = this.#open(packet);
      if (plaintext.length === 0) this.#isEnded = true;
      else yield plaintext;
    }
    if (this.#isEnded && this.#assembler.gatheredBytes > 0) throw afterEnd();
  }

  [Symbol.dispose](): void {
    this.#assembler.dispose();
  }

  #open({ header, body }: Packet): Uint8Array {
    if (this.#isEnded) throw afterEnd();
    const { key, nonce } = this.#keys.current;
    const plaintext = key.open(nonce, body, header);
    this.#keys.advance();
    return plaintext;
  }
}

function isLegalLength(unverifiedLength: number): boolean {
  return unverifiedLength >= TAG_BYTES && unverifiedLength <= MAX_RECORD_PLAINTEXT_BYTES + TAG_BYTES;
}

function afterEnd(): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The record', reason: 'it stands behind the last one' });
}
