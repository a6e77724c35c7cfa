import { equalPublicBytes, isQForgeError, QForgeError, SecretBytes, utf8 } from '../../base/index.ts';
import { type AeadKey, nativeBackend } from '../../crypto/index.ts';

/** Bytes of the keys that pools are sealed with. */
export const SEAL_KEY_BYTES = 32;

const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Where the 64 bits of the counter begin: at the end of the nonce. */
const COUNTER_AT = 20;
const ROW_LABEL = utf8('qforge key pool rows 1');
const DATA_KEY_LABEL = 'qforge key pool data key 1';

/** What a sealed text belongs to: its table, and what stands beside it in its row. Different rows are never written alike. */
export type RowBinding = readonly (string | number)[];

/**
 * Seals the key bytes of a pool's rows under its data key: AES-256-GCM, with the row as associated data. spec/kme §3.3
 *
 *     bytes  field
 *     16     salt: what HKDF-SHA-256 makes the AES key of, together with the data key
 *     12     nonce: how many texts were sealed under this salt before
 *     n+16   text and tag
 *
 * Every object of this class draws a salt of its own, so that a nonce repeats neither after a crash nor in a copy that was put back.
 */
export class RowSealer implements Disposable {
  readonly #path: string;
  readonly #dataKey: SecretBytes;
  readonly #salt: Uint8Array;
  readonly #sealing: AeadKey;
  /** The key of the salt that was read last, if it is another: rows of an earlier start come together. */
  #earlier: { readonly salt: Uint8Array; readonly key: AeadKey } | undefined;
  #sealed = 0;

  /** Owns the data key from here on. `path` is that of the pool, for errors. */
  constructor(path: string, dataKey: SecretBytes) {
    this.#path = path;
    this.#dataKey = dataKey;
    this.#salt = nativeBackend.random.fill(new Uint8Array(SALT_BYTES));
    this.#sealing = this.#keyOf(this.#salt);
  }

  /** The sealed text: 44 bytes more than the text. */
  seal(row: RowBinding, text: Uint8Array): Uint8Array {
    const sealed = new Uint8Array(SALT_BYTES + NONCE_BYTES + text.length + TAG_BYTES);
    sealed.set(this.#salt);
    new DataView(sealed.buffer).setBigUint64(COUNTER_AT, BigInt(this.#sealed));
    this.#sealed += 1;
    const nonce = sealed.subarray(SALT_BYTES, SALT_BYTES + NONCE_BYTES);
    this.#sealing.sealInto(sealed, SALT_BYTES + NONCE_BYTES, nonce, [text], associatedData(row));
    return sealed;
  }

  /** The text that was sealed for this row. Throws `KEY_POOL_DAMAGED` for any other. */
  open(row: RowBinding, unverified: Uint8Array): SecretBytes {
    const salt = unverified.subarray(0, SALT_BYTES);
    const nonce = unverified.subarray(SALT_BYTES, SALT_BYTES + NONCE_BYTES);
    try {
      if (nonce.length !== NONCE_BYTES) throw this.#damaged();
      const sealed = unverified.subarray(SALT_BYTES + NONCE_BYTES);
      return SecretBytes.take(this.#keyFor(salt).open(nonce, sealed, associatedData(row)));
    } catch (error) {
      throw isQForgeError(error, 'CRYPTO_AUTHENTICATION_FAILED') ? this.#damaged(error) : error;
    }
  }

  /** Its data key as {@link wrapDataKey} wraps it. */
  wrappedUnder(wrappingKey: SecretBytes, kme: string): Uint8Array {
    return wrapDataKey(wrappingKey, kme, this.#dataKey);
  }

  /** Overwrites its keys. */
  [Symbol.dispose](): void {
    this.#sealing.wipe();
    this.#earlier?.key.wipe();
    this.#dataKey.wipe();
  }

  #keyFor(salt: Uint8Array): AeadKey {
    if (equalPublicBytes(salt, this.#salt)) return this.#sealing;
    if (this.#earlier === undefined || !equalPublicBytes(salt, this.#earlier.salt)) {
      this.#earlier?.key.wipe();
      this.#earlier = { salt: Uint8Array.from(salt), key: this.#keyOf(salt) };
    }
    return this.#earlier.key;
  }

  #keyOf(salt: Uint8Array): AeadKey {
    const hash = nativeBackend.hash('SHA-256');
    using key = SecretBytes.take(hash.hkdf(this.#dataKey.expose(), salt, ROW_LABEL, SEAL_KEY_BYTES));
    return nativeBackend.aead('AES-256-GCM').importKey(key.expose());
  }

  #damaged(cause?: unknown): QForgeError<'KEY_POOL_DAMAGED'> {
    const reason = 'a key in it is not the one that was put there';
    return new QForgeError('KEY_POOL_DAMAGED', { path: this.#path, reason }, { cause });
  }
}

/**
 * A data key under a wrapping key, bound to its key manager: nonce, 12 bytes at random, and 48 of AES-256-GCM.
 *
 * A wrapping key wraps twice in its life, the data key that it finds and the one that replaces it: nonces at random do.
 */
export function wrapDataKey(wrappingKey: SecretBytes, kme: string, dataKey: SecretBytes): Uint8Array {
  const nonce = nativeBackend.random.fill(new Uint8Array(NONCE_BYTES));
  const aead = nativeBackend.aead('AES-256-GCM');
  const sealed = aead.sealOnce(wrappingKey.expose(), nonce, dataKey.expose(), associatedData([DATA_KEY_LABEL, kme]));
  return Buffer.concat([nonce, sealed]);
}

/** The data key; undefined if this is not the wrapping key, or not the key manager, that it was wrapped for, or it was changed. */
export function unwrapDataKey(wrappingKey: SecretBytes, kme: string, unverified: Uint8Array): SecretBytes | undefined {
  if (unverified.length !== NONCE_BYTES + SEAL_KEY_BYTES + TAG_BYTES) return undefined;
  const [nonce, sealed] = [unverified.subarray(0, NONCE_BYTES), unverified.subarray(NONCE_BYTES)];
  try {
    const aead = nativeBackend.aead('AES-256-GCM');
    return SecretBytes.take(aead.openOnce(wrappingKey.expose(), nonce, sealed, associatedData([DATA_KEY_LABEL, kme])));
  } catch (error) {
    if (isQForgeError(error, 'CRYPTO_AUTHENTICATION_FAILED')) return undefined;
    throw error;
  }
}

/** JSON of strings and numbers: no two bindings have the same. */
function associatedData(row: RowBinding): Uint8Array {
  return utf8(JSON.stringify(row));
}
