import { type Clock, QForgeError, SecretBytes, utf8 } from '../base/index.ts';
import { type CipherSuite, type CryptoBackend, cipherSuitesOfLevel } from '../crypto/index.ts';
import {
  type DeviceIdentity,
  decodeIdentity,
  encodeIdentity,
  generateIdentity,
  renewIdentity,
} from '../handshake/index.ts';
import type { IdentityStore, StoredIdentity } from './identity-store.ts';

/** A certificate with less left than this is renewed when the identity is opened. */
export const RENEW_BEFORE_EXPIRY_DAYS = 30;

const MS_PER_DAY = 86_400_000;
const NONCE_BYTES = 12;
const DOMAIN = 'qforge browser identity v1 ';

/** What a vault is made with. */
export interface IdentityVaultParts {
  readonly store: IdentityStore;
  readonly backend: CryptoBackend;
  readonly clock: Clock;
}

/**
 * Keeps an identity in the browser: made at the first opening, the same ever after, its certificate renewed in time.
 *
 * It is wrapped by an AES-256-GCM key of Web Cryptography that no script can export. docs/browser.md says what that gives.
 */
export class IdentityVault {
  readonly #parts: IdentityVaultParts;

  constructor(parts: IdentityVaultParts) {
    this.#parts = parts;
  }

  /** The identity of this name. Rejects with `STORAGE_UNAVAILABLE`, or `STORED_IDENTITY_DAMAGED` if what is stored is not one. */
  async open(name: string): Promise<DeviceIdentity> {
    const { store, clock, backend } = this.#parts;
    const stored = await store.get(name);
    if (stored === undefined) return this.#create(name);
    const identity = await this.#unwrap(name, stored);
    if (!this.#expiresSoon(identity)) return identity;
    const renewed = renewIdentity(backend, identity, clock.wallMs());
    await store.replace(name, await wrap(renewed, backend));
    return renewed;
  }

  async #create(name: string): Promise<DeviceIdentity> {
    const { store, backend, clock } = this.#parts;
    const identity = generateIdentity(backend, browserSuites(), clock.wallMs());
    // Another tab may have been faster: then its identity is the one.
    const isFirst = await store.add(name, await wrap(identity, backend));
    return isFirst ? identity : this.open(name);
  }

  async #unwrap(name: string, unverified: unknown): Promise<DeviceIdentity> {
    try {
      const { wrappingKey, nonce, wrapped, peerId } = checkedRecord(unverified);
      const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: utf8(DOMAIN + peerId) };
      const encoded = new Uint8Array(await crypto.subtle.decrypt(algorithm, wrappingKey, wrapped));
      using secret = SecretBytes.take(encoded);
      return decodeIdentity(secret, this.#parts.backend);
    } catch (error) {
      throw new QForgeError('STORED_IDENTITY_DAMAGED', { name }, { cause: error });
    }
  }

  #expiresSoon({ certificate }: DeviceIdentity): boolean {
    const leftMs = certificate.notAfterSeconds * 1000 - this.#parts.clock.wallMs();
    return leftMs < RENEW_BEFORE_EXPIRY_DAYS * MS_PER_DAY;
  }
}

/** ChaCha20 first: without special instructions AES is slower, and its tables leak through caches. */
function browserSuites(): readonly CipherSuite[] {
  const isChaCha = ({ aead }: CipherSuite): boolean => aead === 'ChaCha20-Poly1305';
  const suites = cipherSuitesOfLevel('high');
  return [...suites.filter(isChaCha), ...suites.filter((suite) => !isChaCha(suite))];
}

async function wrap(identity: DeviceIdentity, backend: CryptoBackend): Promise<StoredIdentity> {
  const { peerId } = identity;
  const wrappingKey = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const nonce = backend.random.fill(new Uint8Array(NONCE_BYTES));
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: utf8(DOMAIN + peerId) };
  using encoded = encodeIdentity(identity);
  const plaintext = new Uint8Array(encoded.expose());
  try {
    const wrapped = new Uint8Array(await crypto.subtle.encrypt(algorithm, wrappingKey, plaintext));
    return { version: 1, peerId, wrappingKey, nonce, wrapped };
  } finally {
    plaintext.fill(0);
  }
}

function checkedRecord(unverified: unknown): StoredIdentity {
  const record: Partial<Record<keyof StoredIdentity, unknown>> =
    typeof unverified === 'object' && unverified !== null ? unverified : {};
  const { version, peerId, wrappingKey, nonce, wrapped } = record;
  const isRecord =
    version === 1 &&
    typeof peerId === 'string' &&
    wrappingKey instanceof CryptoKey &&
    nonce instanceof Uint8Array &&
    wrapped instanceof Uint8Array;
  if (!isRecord)
    throw new QForgeError('MALFORMED', { what: 'The stored identity', reason: 'a field is missing or wrong' });
  return { version, peerId, wrappingKey, nonce: new Uint8Array(nonce), wrapped: new Uint8Array(wrapped) };
}
