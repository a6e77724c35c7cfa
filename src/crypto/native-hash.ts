import { createHash, createHmac, hash, hkdfSync, type Hash as NodeHash } from 'node:crypto';
import { assert } from '../base/index.ts';
import type { Hash, HashName, HashStream } from './hash.ts';
import { hkdfOverHmac, requireHkdfLength } from './hkdf.ts';
import type { LateKernel } from './late-kernel.ts';
import { plainBytes } from './native-key-objects.ts';
import type { Shake256 } from './shake256.ts';
import type { ShortSha512 } from './short-sha512.ts';

interface HashParameters {
  readonly opensslName: string;
  readonly digestBytes: number;
  readonly blockBytes: number;
}

// FIPS 180-4 §1, FIPS 202 §7, RFC 7693 §2.1.
const hashes: Readonly<Record<HashName, HashParameters>> = {
  'SHA-256': { opensslName: 'sha256', digestBytes: 32, blockBytes: 64 },
  'SHA-384': { opensslName: 'sha384', digestBytes: 48, blockBytes: 128 },
  'SHA-512': { opensslName: 'sha512', digestBytes: 64, blockBytes: 128 },
  'SHA3-256': { opensslName: 'sha3-256', digestBytes: 32, blockBytes: 136 },
  'SHA3-384': { opensslName: 'sha3-384', digestBytes: 48, blockBytes: 104 },
  'SHA3-512': { opensslName: 'sha3-512', digestBytes: 64, blockBytes: 72 },
  BLAKE2s: { opensslName: 'blake2s256', digestBytes: 32, blockBytes: 64 },
  BLAKE2b: { opensslName: 'blake2b512', digestBytes: 64, blockBytes: 128 },
};

/** Where the parts of one digest are joined; overwritten each time. Handshake messages fit. */
const joint = new Uint8Array(16 * 1024);

const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

// Node's own limit: longer info takes the slow road.
const NODE_INFO_LIMIT_BYTES = 1024;

class NativeHashStream implements HashStream {
  readonly #hash: NodeHash;
  #finished = false;

  constructor(opensslName: string) {
    this.#hash = createHash(opensslName);
  }

  update(bytes: Uint8Array): this {
    this.#requireOpen();
    this.#hash.update(bytes);
    return this;
  }

  digest(): Uint8Array {
    this.#requireOpen();
    this.#finished = true;
    return plainBytes(this.#hash.digest());
  }

  #requireOpen(): void {
    assert(!this.#finished, 'a hash stream is not used after its digest');
  }
}

/** One hash function of OpenSSL. */
export class NativeHash implements Hash {
  readonly name: HashName;
  readonly digestBytes: number;
  readonly blockBytes: number;
  readonly #opensslName: string;
  /** What is faster for short texts, once there is something. */
  readonly #short: Pick<LateKernel<ShortSha512>, 'forCall'> | undefined;

  /** `short` is of the same hash function. */
  constructor(name: HashName, short?: Pick<LateKernel<ShortSha512>, 'forCall'>) {
    const { opensslName, digestBytes, blockBytes } = hashes[name];
    this.name = name;
    this.digestBytes = digestBytes;
    this.blockBytes = blockBytes;
    this.#opensslName = opensslName;
    this.#short = short;
  }

  digest(...parts: readonly Uint8Array[]): Uint8Array {
    return this.#short?.forCall()?.digest(parts) ?? this.#digestLong(parts);
  }

  #digestLong(parts: readonly Uint8Array[]): Uint8Array {
    const [only] = parts;
    if (only !== undefined && parts.length === 1) return plainBytes(hash(this.#opensslName, only, 'buffer'));
    return this.#digestJoined(parts) ?? this.#digestStream(parts);
  }

  /** One call instead of a stream, at half the cost; undefined for more than the joint fits. */
  #digestJoined(parts: readonly Uint8Array[]): Uint8Array | undefined {
    let length = 0;
    for (const part of parts) {
      if (length + part.length > joint.length) return undefined;
      joint.set(part, length);
      length += part.length;
    }
    const joined = joint.subarray(0, length);
    const digest = plainBytes(hash(this.#opensslName, joined, 'buffer'));
    joined.fill(0);
    return digest;
  }

  #digestStream(parts: readonly Uint8Array[]): Uint8Array {
    const whole = createHash(this.#opensslName);
    for (const part of parts) whole.update(part);
    return plainBytes(whole.digest());
  }

  stream(): HashStream {
    return new NativeHashStream(this.#opensslName);
  }

  hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
    const short = this.#short?.forCall()?.hmac(key, parts);
    if (short !== undefined) return short;
    const quick = this.#hmacByHashes(key, parts);
    if (quick !== undefined) return quick;
    const mac = createHmac(this.#opensslName, key);
    for (const part of parts) mac.update(part);
    return plainBytes(mac.digest());
  }

  /** RFC 2104, in two calls that make no object; undefined for keys longer than a block, and more than the joint fits. */
  #hmacByHashes(key: Uint8Array, parts: readonly Uint8Array[]): Uint8Array | undefined {
    if (key.length > this.blockBytes) return undefined;
    const [inner, outer] = [new Uint8Array(this.blockBytes), new Uint8Array(this.blockBytes)];
    inner.set(key);
    for (let index = 0; index < inner.length; index += 1) {
      const byte = inner[index] ?? 0;
      inner[index] = byte ^ INNER_PAD;
      outer[index] = byte ^ OUTER_PAD;
    }
    const digest = this.#digestJoined([inner, ...parts]);
    const mac = digest === undefined ? undefined : this.#digestJoined([outer, digest]);
    for (const secret of [inner, outer, digest]) secret?.fill(0);
    return mac;
  }

  hkdf(inputKey: Uint8Array, salt: Uint8Array, info: Uint8Array, outputBytes: number): Uint8Array {
    requireHkdfLength(this, outputBytes);
    const short = this.#short?.forCall()?.hkdf(inputKey, salt, info, outputBytes);
    if (short !== undefined) return short;
    if (info.length > NODE_INFO_LIMIT_BYTES) return hkdfOverHmac(this, inputKey, salt, info, outputBytes);
    return new Uint8Array(hkdfSync(this.#opensslName, inputKey, salt, info, outputBytes));
  }
}

/** SHAKE256 of OpenSSL. */
export const nativeShake256: Shake256 = (outputBytes, ...parts) => {
  const whole = createHash('shake256', { outputLength: outputBytes });
  for (const part of parts) whole.update(part);
  return plainBytes(whole.digest());
};
