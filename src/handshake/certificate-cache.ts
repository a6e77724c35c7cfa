import { byteString } from '../base/index.ts';
import type { CryptoBackend, DhPublicKey, KemPublicKey } from '../crypto/index.ts';
import { type DeviceCertificate, verifyCertificate } from './device-certificate.ts';
import { StaticKeyCache } from './static-key-cache.ts';

/** One for each kind of key. */
export interface StaticKeyCaches {
  readonly dh: StaticKeyCache<DhPublicKey>;
  readonly kem: StaticKeyCache<KemPublicKey>;
}

/** Certificates kept: each about 7 KiB. */
export const CERTIFICATE_CACHE_ENTRIES = 1024;

const NAME_BYTES = 16;

/** Remembers verified certificates as they came, the least recently used dropped first. spec/handshake §2.2 */
export class CertificateCache {
  readonly #backend: CryptoBackend;
  readonly #limit: number;
  readonly #verified = new Map<string, DeviceCertificate>();
  /** The keys of such certificates, imported. */
  readonly staticKeys: StaticKeyCaches = { dh: new StaticKeyCache(), kem: new StaticKeyCache() };

  constructor(backend: CryptoBackend, limit: number = CERTIFICATE_CACHE_ENTRIES) {
    this.#backend = backend;
    this.#limit = limit;
  }

  get size(): number {
    return this.#verified.size;
  }

  /** The certificate, verified now or before. Throws `CERTIFICATE_INVALID`; failures are not remembered. */
  verify(unverified: Uint8Array): DeviceCertificate {
    const name = nameOf(unverified);
    const certificate = this.#known(name, unverified) ?? verifyCertificate(unverified, this.#backend);
    this.#verified.delete(name);
    this.#verified.set(name, certificate);
    this.#dropOldest();
    return certificate;
  }

  /** Compared whole, which takes a tenth of the time that a hash takes. */
  #known(name: string, unverified: Uint8Array): DeviceCertificate | undefined {
    const named = this.#verified.get(name);
    return named !== undefined && this.#backend.equalSecrets(named.encoded, unverified) ? named : undefined;
  }

  #dropOldest(): void {
    if (this.#verified.size <= this.#limit) return;
    const [oldest] = this.#verified.keys();
    if (oldest !== undefined) this.#verified.delete(oldest);
  }
}

/** The end of a certificate's signature, which no two honest certificates share; if two do, they take turns. */
function nameOf(certificate: Uint8Array): string {
  return byteString(certificate.subarray(Math.max(0, certificate.length - NAME_BYTES)));
}
