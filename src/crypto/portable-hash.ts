import { blake2b, blake2s } from '@noble/hashes/blake2.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { sha3_256, sha3_384, sha3_512, shake256 } from '@noble/hashes/sha3.js';
import type { CHash } from '@noble/hashes/utils.js';
import { assert } from '../base/index.ts';
import type { Hash, HashName, HashStream } from './hash.ts';
import { requireHkdfLength } from './hkdf.ts';
import type { Shake256 } from './shake256.ts';

const algorithms: Readonly<Record<HashName, CHash>> = {
  'SHA-256': sha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
  'SHA3-256': sha3_256,
  'SHA3-384': sha3_384,
  'SHA3-512': sha3_512,
  BLAKE2s: blake2s,
  BLAKE2b: blake2b,
};

class PortableHashStream implements HashStream {
  readonly #state: ReturnType<CHash['create']>;
  #finished = false;

  constructor(algorithm: CHash) {
    this.#state = algorithm.create();
  }

  update(bytes: Uint8Array): this {
    this.#requireOpen();
    this.#state.update(bytes);
    return this;
  }

  digest(): Uint8Array {
    this.#requireOpen();
    this.#finished = true;
    return this.#state.digest();
  }

  #requireOpen(): void {
    assert(!this.#finished, 'a hash stream is not used after its digest');
  }
}

/** One hash function of noble. */
export class PortableHash implements Hash {
  readonly name: HashName;
  readonly digestBytes: number;
  readonly blockBytes: number;
  readonly #algorithm: CHash;

  constructor(name: HashName) {
    const algorithm = algorithms[name];
    this.name = name;
    this.digestBytes = algorithm.outputLen;
    this.blockBytes = algorithm.blockLen;
    this.#algorithm = algorithm;
  }

  digest(...parts: readonly Uint8Array[]): Uint8Array {
    const state = this.#algorithm.create();
    for (const part of parts) state.update(part);
    return state.digest();
  }

  stream(): HashStream {
    return new PortableHashStream(this.#algorithm);
  }

  hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
    const state = hmac.create(this.#algorithm, key);
    for (const part of parts) state.update(part);
    return state.digest();
  }

  hkdf(inputKey: Uint8Array, salt: Uint8Array, info: Uint8Array, outputBytes: number): Uint8Array {
    requireHkdfLength(this, outputBytes);
    return hkdf(this.#algorithm, inputKey, salt, info, outputBytes);
  }
}

/** SHAKE256 of noble. */
export const portableShake256: Shake256 = (outputBytes, ...parts) => {
  const state = shake256.create({ dkLen: outputBytes });
  for (const part of parts) state.update(part);
  return state.digest();
};
