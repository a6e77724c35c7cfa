import { assert, ByteWriter, concatBytes, QForgeError, SecretBytes, utf8 } from '../base/index.ts';
import type { CipherSuite, CryptoBackend, DhPrivateKey, Hash, KemPrivateKey } from '../crypto/index.ts';
import { decodeRekeyAnswer, encodeRekeyAnswer, encodeRekeyOffer, type RekeyOffer } from './rekey-payload.ts';
import { mixSharedKeys, type NamedSharedKey } from './shared-key-mix.ts';

const INFO = utf8('qforge rekey v1');
const SECRETS_BYTES = 512;

/** Where a chain of rekeys begins. */
export interface RekeyChainParts {
  readonly backend: CryptoBackend;
  readonly suite: CipherSuite;
  /** The first root; the chain owns it from now on. */
  readonly root: SecretBytes;
  readonly handshakeHash: Uint8Array;
  /** Names of both devices in their source of shared keys; empty without one. */
  readonly initiatorEndpoint: string;
  readonly responderEndpoint: string;
}

/** What an initiator keeps between its offer and the answer. */
export interface OfferedRekey {
  /** For the wire. */
  readonly body: Uint8Array;
  readonly generation: number;
  readonly dh: DhPrivateKey;
  readonly kem: KemPrivateKey;
  readonly keys: readonly NamedSharedKey[];
}

interface RekeySecrets {
  readonly dh: SecretBytes;
  readonly kem: SecretBytes;
  readonly keys: readonly NamedSharedKey[];
}

/**
 * The roots of a session, one for each generation of keys: each from the one before, a fresh Diffie-Hellman and KEM exchange, shared
 * keys if there are any, and everything that was said. spec/records §8
 *
 *     root(g) --offer, answer--> root(g + 1); root(g) is overwritten
 */
export class RekeyChain implements Disposable {
  readonly #parts: RekeyChainParts;
  readonly #hash: Hash;
  #root: SecretBytes;
  #transcript: Uint8Array;
  #generation = 0;

  constructor(parts: RekeyChainParts) {
    this.#parts = parts;
    this.#hash = parts.backend.hash(parts.suite.hash);
    this.#root = parts.root;
    this.#transcript = parts.handshakeHash;
  }

  /** How many rekeys there were. */
  get generation(): number {
    return this.#generation;
  }

  /** The present root; overwritten by the next rekey. */
  get root(): SecretBytes {
    return this.#root;
  }

  /** An initiator's fresh keys. Nothing changes before the answer has come. */
  offer(keys: readonly NamedSharedKey[]): OfferedRekey {
    const { backend, suite } = this.#parts;
    const dh = backend.diffieHellman(suite.dh).generate();
    const kem = backend.kem(suite.kem).generate();
    const generation = this.#generation + 1;
    const body = encodeRekeyOffer({ generation, dh: dh.publicKey.bytes, kem: kem.publicKey.bytes, keys });
    return { body, generation, dh, kem, keys };
  }

  /**
   * A responder's answer to an offer, with the shared keys that it named: the chain has gone on.
   *
   * Throws `MALFORMED` for a wrong generation, `CRYPTO_KEY_INVALID` for keys that are none; then nothing has changed.
   */
  answer(offerBody: Uint8Array, unverified: RekeyOffer, keys: readonly NamedSharedKey[]): Uint8Array {
    this.#checkGeneration(unverified.generation, this.#generation + 1);
    const { backend, suite } = this.#parts;
    const dhAlgorithm = backend.diffieHellman(suite.dh);
    const own = dhAlgorithm.generate();
    using dh = own.diffieHellman(dhAlgorithm.importPublicKey(unverified.dh));
    const { ciphertext, sharedSecret } = backend.kem(suite.kem).importPublicKey(unverified.kem).encapsulate();
    using kem = sharedSecret;
    const { generation } = unverified;
    const body = encodeRekeyAnswer({ generation, dh: own.publicKey.bytes, kemCiphertext: ciphertext });
    this.#advance(offerBody, body, { dh, kem, keys });
    return body;
  }

  /**
   * Takes the answer to an offer: the chain has gone on.
   *
   * Throws `MALFORMED` and `CRYPTO_KEY_INVALID`; then nothing has changed.
   */
  finish(offered: OfferedRekey, unverifiedBody: Uint8Array): void {
    assert(offered.generation === this.#generation + 1, 'an offer is finished once');
    const { backend, suite } = this.#parts;
    const unverified = decodeRekeyAnswer(unverifiedBody, suite, backend);
    this.#checkGeneration(unverified.generation, offered.generation);
    using dh = offered.dh.diffieHellman(backend.diffieHellman(suite.dh).importPublicKey(unverified.dh));
    using kem = offered.kem.decapsulate(unverified.kemCiphertext);
    this.#advance(offered.body, unverifiedBody, { dh, kem, keys: offered.keys });
    offered.kem.wipe();
  }

  /** Overwrites the root. */
  [Symbol.dispose](): void {
    this.#root.wipe();
  }

  #advance(offer: Uint8Array, answer: Uint8Array, secrets: RekeySecrets): void {
    const offered = this.#hash.digest(this.#transcript, offer);
    const transcript = this.#hash.digest(offered, answer);
    const input = this.#inputOf(secrets, offered);
    const info = concatBytes(INFO, transcript);
    const root = SecretBytes.take(this.#hash.hkdf(input, this.#root.expose(), info, this.#hash.digestBytes));
    input.fill(0);
    this.#root.wipe();
    this.#root = root;
    this.#transcript = transcript;
    this.#generation += 1;
  }

  #inputOf({ dh, kem, keys }: RekeySecrets, offered: Uint8Array): Uint8Array {
    const { initiatorEndpoint, responderEndpoint } = this.#parts;
    using psk = mixSharedKeys(keys, { handshakeHash: offered, initiatorEndpoint, responderEndpoint }, this.#hash);
    return new ByteWriter(SECRETS_BYTES).bytes16(dh.expose()).bytes16(kem.expose()).bytes16(psk.expose()).finish();
  }

  #checkGeneration(unverified: number, expected: number): void {
    if (unverified === expected) return;
    throw new QForgeError('MALFORMED', { what: 'The rekey', reason: 'it is of another generation' });
  }
}
