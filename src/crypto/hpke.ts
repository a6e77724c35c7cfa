import type * as hpke from 'hpke';
import { QForgeError, SecretBytes } from '../base/index.ts';

/** The library, loaded when first used: it is large, and most clients never need it. */
type Library = typeof hpke;

/** A suite by its registered numbers: RFC 9180 §7, draft-ietf-hpke-pq. */
export interface HpkeSuiteNumbers {
  readonly kem: number;
  readonly kdf: number;
  readonly aead: number;
}

/** What both sides bind to the exchange. With a pre-shared key the mode is `psk`, else `base`. */
export interface HpkeOptions {
  readonly info?: Uint8Array;
  /** At least 32 bytes of key: RFC 9180 §5.1.2. */
  readonly preSharedKey?: { readonly key: Uint8Array; readonly id: Uint8Array };
}

/** The side that seals. */
export interface HpkeSender {
  /** What the receiver needs to begin. */
  readonly encapsulated: Uint8Array;
  /** Seals the next message, in order. */
  seal(plaintext: Uint8Array, associatedData?: Uint8Array): Promise<Uint8Array>;
  /** A secret that both sides can derive: RFC 9180 §5.3. */
  exportSecret(context: Uint8Array, bytes: number): Promise<SecretBytes>;
}

/** The side that opens. */
export interface HpkeReceiver {
  /** Opens the next message, in order. Throws `CRYPTO_AUTHENTICATION_FAILED`, and then waits for the same message still. */
  open(unverified: Uint8Array, associatedData?: Uint8Array): Promise<Uint8Array>;
  /** A secret that both sides can derive: RFC 9180 §5.3. */
  exportSecret(context: Uint8Array, bytes: number): Promise<SecretBytes>;
}

/** A key pair in the encodings of RFC 9180 §7.1. */
export interface HpkeKeys {
  readonly privateKey: SecretBytes;
  readonly publicKey: Uint8Array;
}

// RFC 9180 §7.1, draft-ietf-hpke-pq.
const kemFactories = (library: Library): readonly hpke.KEMFactory[] => [
  library.KEM_DHKEM_P256_HKDF_SHA256,
  library.KEM_DHKEM_P384_HKDF_SHA384,
  library.KEM_DHKEM_P521_HKDF_SHA512,
  library.KEM_DHKEM_X25519_HKDF_SHA256,
  library.KEM_DHKEM_X448_HKDF_SHA512,
  library.KEM_ML_KEM_512,
  library.KEM_ML_KEM_768,
  library.KEM_ML_KEM_1024,
  library.KEM_MLKEM768_P256,
  library.KEM_MLKEM1024_P384,
  library.KEM_MLKEM768_X25519,
];

// RFC 9180 §7.2, draft-ietf-hpke-pq.
const kdfFactories = (library: Library): readonly hpke.KDFFactory[] => [
  library.KDF_HKDF_SHA256,
  library.KDF_HKDF_SHA384,
  library.KDF_HKDF_SHA512,
  library.KDF_SHAKE128,
  library.KDF_SHAKE256,
  library.KDF_TurboSHAKE128,
  library.KDF_TurboSHAKE256,
];

// RFC 9180 §7.3.
const aeadFactories = (library: Library): readonly hpke.AEADFactory[] => [
  library.AEAD_AES_128_GCM,
  library.AEAD_AES_256_GCM,
  library.AEAD_ChaCha20Poly1305,
  library.AEAD_EXPORT_ONLY,
];

function numbered<F extends () => { readonly id: number }>(factories: readonly F[], kind: string, id: number): F {
  const factory = factories.find((candidate) => candidate().id === id);
  if (factory !== undefined) return factory;
  throw new QForgeError('CRYPTO_UNSUPPORTED', { algorithm: `HPKE ${kind} ${id}`, backend: 'hpke' });
}

/** Our error for one of the library's, which are told apart by name. */
function translated(algorithm: string, cause: unknown): QForgeError {
  switch (cause instanceof Error ? cause.name : undefined) {
    case 'OpenError':
      return new QForgeError('CRYPTO_AUTHENTICATION_FAILED', { algorithm });
    case 'DeserializeError':
    case 'DecapError':
    case 'EncapError':
      return new QForgeError('CRYPTO_KEY_INVALID', { algorithm, reason: 'its encoding is refused' });
    case 'NotSupportedError':
      return new QForgeError('CRYPTO_UNSUPPORTED', { algorithm, backend: 'hpke' });
    case 'MessageLimitReachedError':
      return new QForgeError('NONCE_EXHAUSTED', { counter: algorithm });
    case 'ValidationError':
    case 'DeriveKeyPairError':
    case 'TypeError':
    case 'RangeError':
      return new QForgeError('ARGUMENT_INVALID', { argument: algorithm, reason: 'an input has a wrong length' });
    default:
      return new QForgeError('INTERNAL', { what: algorithm }, { cause });
  }
}

function libraryOptions(options: HpkeOptions): { info?: Uint8Array; psk?: Uint8Array; pskId?: Uint8Array } {
  const { info, preSharedKey } = options;
  return {
    ...(info && { info }),
    ...(preSharedKey && { psk: preSharedKey.key, pskId: preSharedKey.id }),
  };
}

/**
 * HPKE (RFC 9180) in the modes `base` and `psk`, through Web Cryptography: sealing to a public key, one direction.
 *
 * Sender authentication (`auth` modes) is left out, as post-quantum KEMs have none.
 */
export class HpkeSuite {
  readonly name: string;
  readonly #suite: hpke.CipherSuite;

  private constructor(suite: hpke.CipherSuite) {
    this.name = `HPKE ${suite.KEM.name}, ${suite.KDF.name}, ${suite.AEAD.name}`;
    this.#suite = suite;
  }

  /** The suite of these numbers. Throws `CRYPTO_UNSUPPORTED`. */
  static async load(numbers: HpkeSuiteNumbers): Promise<HpkeSuite> {
    const library = await import('hpke');
    const kem = numbered(kemFactories(library), 'KEM', numbers.kem);
    const kdf = numbered(kdfFactories(library), 'KDF', numbers.kdf);
    const aead = numbered(aeadFactories(library), 'AEAD', numbers.aead);
    return new HpkeSuite(new library.CipherSuite(kem, kdf, aead));
  }

  /** Fresh keys. */
  generateKeys(): Promise<HpkeKeys> {
    return this.#try(async () => this.#serialized(await this.#suite.GenerateKeyPair(true)));
  }

  /** The keys of a secret, the same each time: RFC 9180 §7.1.3. */
  deriveKeys(inputKey: Uint8Array): Promise<HpkeKeys> {
    return this.#try(async () => this.#serialized(await this.#suite.DeriveKeyPair(inputKey, true)));
  }

  /** Begins to send to a public key. Throws `CRYPTO_KEY_INVALID` or `ARGUMENT_INVALID`. */
  async send(unverifiedPublicKey: Uint8Array, options: HpkeOptions = {}): Promise<HpkeSender> {
    const { encapsulatedSecret, ctx } = await this.#try(async () => {
      const publicKey = await this.#suite.DeserializePublicKey(unverifiedPublicKey);
      return this.#suite.SetupSender(publicKey, libraryOptions(options));
    });
    return {
      encapsulated: encapsulatedSecret,
      seal: (plaintext, associatedData) => this.#try(() => ctx.Seal(plaintext, associatedData)),
      exportSecret: (context, bytes) => this.#exported(ctx, context, bytes),
    };
  }

  /** Begins to receive what was sent to a private key. Throws `CRYPTO_KEY_INVALID` or `ARGUMENT_INVALID`. */
  async receive(privateKey: Uint8Array, encapsulated: Uint8Array, options: HpkeOptions = {}): Promise<HpkeReceiver> {
    const context = await this.#try(async () => {
      const key = await this.#suite.DeserializePrivateKey(privateKey, true);
      return this.#suite.SetupRecipient(key, encapsulated, libraryOptions(options));
    });
    return {
      open: (unverified, associatedData) => this.#try(() => context.Open(unverified, associatedData)),
      exportSecret: (exporterContext, bytes) => this.#exported(context, exporterContext, bytes),
    };
  }

  async #serialized({ privateKey, publicKey }: hpke.KeyPair): Promise<HpkeKeys> {
    return {
      privateKey: SecretBytes.take(await this.#suite.SerializePrivateKey(privateKey)),
      publicKey: await this.#suite.SerializePublicKey(publicKey),
    };
  }

  async #exported(
    context: hpke.SenderContext | hpke.RecipientContext,
    label: Uint8Array,
    bytes: number,
  ): Promise<SecretBytes> {
    return SecretBytes.take(await this.#try(() => context.Export(label, bytes)));
  }

  /** Runs the library and translates what it throws. */
  async #try<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw translated(this.name, cause);
    }
  }
}
