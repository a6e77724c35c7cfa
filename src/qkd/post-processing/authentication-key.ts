import { assert, QForgeError } from '../../base/index.ts';
import { HASH_BYTES } from './polynomial-hash.ts';

/** Bytes of key that the tags of one block use: a pad for each end. */
export const PAD_BYTES_PER_BLOCK: number = 2 * HASH_BYTES;

/** Bytes of the secret that two ends must share before their first block: the hash key and the pads of `blocks` blocks. */
export function authenticationSecretBytes(blocks: number): number {
  return HASH_BYTES + blocks * PAD_BYTES_PER_BLOCK;
}

/** The two pads of one block. */
export interface BlockPads {
  readonly alice: Uint8Array;
  readonly bob: Uint8Array;
}

/**
 * The secret from which both ends authenticate: a hash key, used always, and pads, used once.
 *
 * Both ends take pads in the same order, and put in the same bits of every key they make.
 */
export class AuthenticationKey {
  readonly hashKey: Uint8Array;
  #pads: Uint8Array;
  #usedBytes = 0;

  /** Takes a copy of the shared secret. */
  constructor(secret: Uint8Array) {
    assert(secret.length >= HASH_BYTES, 'an authentication secret has a hash key');
    this.hashKey = secret.slice(0, HASH_BYTES);
    this.#pads = secret.slice(HASH_BYTES);
  }

  /** Blocks that can still be authenticated. */
  get blocksLeft(): number {
    return Math.floor(this.#pads.length / PAD_BYTES_PER_BLOCK);
  }

  /** Bits of pads used so far. */
  get usedBits(): number {
    return 8 * this.#usedBytes;
  }

  /** The pads of the next block. Throws `QKD_AUTHENTICATION_KEY_USED_UP`. */
  takePads(): BlockPads {
    if (this.blocksLeft === 0) throw new QForgeError('QKD_AUTHENTICATION_KEY_USED_UP', { usedBits: this.usedBits });
    const taken = this.#pads.slice(0, PAD_BYTES_PER_BLOCK);
    this.#pads.fill(0, 0, PAD_BYTES_PER_BLOCK);
    this.#pads = this.#pads.slice(PAD_BYTES_PER_BLOCK);
    this.#usedBytes += PAD_BYTES_PER_BLOCK;
    return { alice: taken.subarray(0, HASH_BYTES), bob: taken.subarray(HASH_BYTES) };
  }

  /** Puts in fresh bytes, behind those that are left. */
  refill(bytes: Uint8Array): void {
    const pads = new Uint8Array(this.#pads.length + bytes.length);
    pads.set(this.#pads);
    pads.set(bytes, this.#pads.length);
    this.#pads.fill(0);
    this.#pads = pads;
  }
}
