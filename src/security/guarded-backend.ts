import {
  type Clock,
  isQForgeError,
  type RandomSource,
  SecretBytes,
  type SecurityEventSink,
  silentSecurityEvents,
} from '../base/index.ts';
import type {
  Aead,
  AeadName,
  CryptoBackend,
  DhName,
  DhPrivateKey,
  DiffieHellman,
  Hash,
  HashName,
  Kem,
  KemName,
  KemPrivateKey,
  SignatureName,
  SignatureScheme,
  SigningKey,
} from '../crypto/index.ts';
import { checkDhPair, checkKemPair, checkSigningPair } from './pairwise-consistency.ts';
import { SelfTests } from './self-tests.ts';

/** Randomness that says whether keys may be made. */
export interface GuardingEntropy extends RandomSource {
  /** Throws `ENTROPY_UNHEALTHY`. */
  requireHealthy(): void;
}

/** How a backend is guarded. */
export interface GuardOptions {
  readonly backend: CryptoBackend;
  readonly clock: Clock;
  /** Asked before each key that is made; default: nobody is asked. */
  readonly entropy?: GuardingEntropy;
  /**
   * What its keys are for. Those that last are made from the entropy that was handed in, where their kind can be made from a seed, and
   * each pair is tried out. Those of one handshake are made inside the backend, and prove themselves by the handshake, which fails closed.
   */
  readonly keys: 'lasting' | 'ephemeral';
  readonly events?: SecurityEventSink;
}

/**
 * A backend that does nothing with a primitive before that has given its known answers, and makes no key without healthy entropy.
 * docs/spec/self-test.md
 *
 * Look-ups throw `CRYPTO_SELF_TEST_FAILED`, generation throws `ENTROPY_UNHEALTHY` and `KEY_PAIR_INCONSISTENT`.
 */
export class GuardedBackend implements CryptoBackend {
  readonly random: RandomSource;
  readonly #options: GuardOptions;
  readonly #tests: SelfTests;
  readonly #kems = new Map<KemName, Kem>();
  readonly #diffieHellmans = new Map<DhName, DiffieHellman>();
  readonly #signatures = new Map<SignatureName, SignatureScheme>();

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#tests = SelfTests.of(options.backend);
    this.random = options.entropy ?? options.backend.random;
  }

  get name(): CryptoBackend['name'] {
    return this.#options.backend.name;
  }

  kem(name: KemName): Kem {
    return this.#lookUp(this.#kems, name, () => new GuardedKem(this.#options.backend.kem(name), this.#makeKem));
  }

  diffieHellman(name: DhName): DiffieHellman {
    return this.#lookUp(this.#diffieHellmans, name, () => {
      const scheme = this.#options.backend.diffieHellman(name);
      return new GuardedDiffieHellman(scheme, () => this.#makeDh(scheme));
    });
  }

  signature(name: SignatureName): SignatureScheme {
    const guard = (): SignatureScheme =>
      new GuardedSignature(this.#options.backend.signature(name), this.#makeSigningKey);
    return this.#lookUp(this.#signatures, name, guard);
  }

  aead(name: AeadName): Aead {
    this.#require(name);
    return this.#options.backend.aead(name);
  }

  hash(name: HashName): Hash {
    this.#require(name);
    return this.#options.backend.hash(name);
  }

  equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
    return this.#options.backend.equalSecrets(a, b);
  }

  #lookUp<Name extends string, T>(guarded: Map<Name, T>, name: Name, guard: () => T): T {
    const known = guarded.get(name);
    if (known !== undefined) return known;
    this.#require(name);
    const made = guard();
    guarded.set(name, made);
    return made;
  }

  #require(algorithm: string): void {
    this.#tests.require(algorithm, this.#options.clock, this.#options.events);
  }

  readonly #makeKem = (kem: Kem): KemPrivateKey =>
    this.#make({
      generate: () => kem.generate(),
      seedBytes: kem.seedBytes,
      fromSeed: (seed) => kem.fromSeed(seed),
      check: (key) => checkKemPair(key, this.#options.backend),
    });

  readonly #makeSigningKey = (scheme: SignatureScheme): SigningKey =>
    this.#make({
      generate: () => scheme.generate(),
      // The private key of SLH-DSA is no seed: the root of its trees is part of it.
      seedBytes: scheme.name.startsWith('SLH-DSA') ? undefined : scheme.secretBytes,
      fromSeed: (seed) => scheme.fromSecret(seed),
      check: checkSigningPair,
    });

  #makeDh(scheme: DiffieHellman): DhPrivateKey {
    return this.#make({
      generate: () => scheme.generate(),
      seedBytes: scheme.keyBytes,
      fromSeed: (seed) => scheme.fromPrivateBytes(seed),
      check: (key) => checkDhPair(key, scheme, this.#options.backend),
    });
  }

  #make<K extends { readonly algorithm: string }>(maker: KeyMaker<K>): K {
    const { entropy, keys } = this.#options;
    entropy?.requireHealthy();
    if (keys === 'ephemeral') return maker.generate();
    const key = entropy === undefined ? maker.generate() : fromEntropy(maker, entropy);
    this.#try(key, maker.check);
    return key;
  }

  #try<K extends { readonly algorithm: string }>(key: K, check: (key: K) => void): void {
    try {
      check(key);
    } catch (error) {
      const { clock, events = silentSecurityEvents } = this.#options;
      if (isQForgeError(error, 'KEY_PAIR_INCONSISTENT')) {
        events.emit({ type: 'key-pair-refused', severity: 'critical', atMs: clock.wallMs(), subject: key.algorithm });
      }
      throw error;
    }
  }
}

/** How keys of one algorithm are made, and tried out. */
interface KeyMaker<K> {
  readonly generate: () => K;
  /** Undefined where there is no making from a seed. */
  readonly seedBytes: number | undefined;
  readonly fromSeed: (seed: Uint8Array) => K;
  readonly check: (key: K) => void;
}

function fromEntropy<K>({ generate, seedBytes, fromSeed }: KeyMaker<K>, entropy: RandomSource): K {
  if (seedBytes === undefined) return generate();
  using seed = SecretBytes.take(new Uint8Array(seedBytes));
  return fromSeed(entropy.fill(seed.expose()));
}

class GuardedKem implements Kem {
  readonly #kem: Kem;
  readonly #make: (kem: Kem) => KemPrivateKey;
  readonly name: KemName;
  readonly publicKeyBytes: number;
  readonly seedBytes: number;
  readonly ciphertextBytes: number;
  readonly sharedSecretBytes: number;

  constructor(kem: Kem, make: (kem: Kem) => KemPrivateKey) {
    this.#kem = kem;
    this.#make = make;
    this.name = kem.name;
    this.publicKeyBytes = kem.publicKeyBytes;
    this.seedBytes = kem.seedBytes;
    this.ciphertextBytes = kem.ciphertextBytes;
    this.sharedSecretBytes = kem.sharedSecretBytes;
  }

  generate(): KemPrivateKey {
    return this.#make(this.#kem);
  }

  fromSeed(seed: Uint8Array): KemPrivateKey {
    return this.#kem.fromSeed(seed);
  }

  lastingFromSeed(seed: Uint8Array): KemPrivateKey {
    return this.#kem.lastingFromSeed(seed);
  }

  importPublicKey(unverified: Uint8Array): ReturnType<Kem['importPublicKey']> {
    return this.#kem.importPublicKey(unverified);
  }
}

class GuardedDiffieHellman implements DiffieHellman {
  readonly #scheme: DiffieHellman;
  readonly generate: () => DhPrivateKey;
  readonly name: DhName;
  readonly keyBytes: number;

  constructor(scheme: DiffieHellman, generate: () => DhPrivateKey) {
    this.#scheme = scheme;
    this.generate = generate;
    this.name = scheme.name;
    this.keyBytes = scheme.keyBytes;
  }

  fromPrivateBytes(bytes: Uint8Array): DhPrivateKey {
    return this.#scheme.fromPrivateBytes(bytes);
  }

  importPublicKey(unverified: Uint8Array): ReturnType<DiffieHellman['importPublicKey']> {
    return this.#scheme.importPublicKey(unverified);
  }
}

class GuardedSignature implements SignatureScheme {
  readonly #scheme: SignatureScheme;
  readonly #make: (scheme: SignatureScheme) => SigningKey;
  readonly name: SignatureName;
  readonly publicKeyBytes: number;
  readonly secretBytes: number;
  readonly signatureBytes: number;

  constructor(scheme: SignatureScheme, make: (scheme: SignatureScheme) => SigningKey) {
    this.#scheme = scheme;
    this.#make = make;
    this.name = scheme.name;
    this.publicKeyBytes = scheme.publicKeyBytes;
    this.secretBytes = scheme.secretBytes;
    this.signatureBytes = scheme.signatureBytes;
  }

  generate(): SigningKey {
    return this.#make(this.#scheme);
  }

  fromSecret(secret: Uint8Array): SigningKey {
    return this.#scheme.fromSecret(secret);
  }

  importPublicKey(unverified: Uint8Array): ReturnType<SignatureScheme['importPublicKey']> {
    return this.#scheme.importPublicKey(unverified);
  }
}
