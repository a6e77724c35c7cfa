import { byteString } from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import { type DeviceCertificate, verifyCertificate } from './device-certificate.ts';
import { StaticKeyCache } from './static-key-cache.ts';

/** Certificates kept: each about 7 KiB. */
export const CERTIFICATE_CACHE_ENTRIES = 1024;

/** Remembers verified certificates by their SHA-256, the least recently used dropped first. spec/handshake §2.2 */
export class CertificateCache {
  readonly #backend: CryptoBackend;
  readonly #limit: number;
  readonly #verified = new Map<string, DeviceCertificate>();
  /** The KEM keys of such certificates, imported. */
  readonly staticKeys: StaticKeyCache = new StaticKeyCache();

  constructor(backend: CryptoBackend, limit: number = CERTIFICATE_CACHE_ENTRIES) {
    this.#backend = backend;
    this.#limit = limit;
  }

  get size(): number {
    return this.#verified.size;
  }

  /** The certificate, verified now or before. Throws `CERTIFICATE_INVALID`; failures are not remembered. */
  verify(unverified: Uint8Array): DeviceCertificate {
    const key = byteString(this.#backend.hash('SHA-256').digest(unverified));
    const known = this.#verified.get(key);
    const certificate = known ?? verifyCertificate(unverified, this.#backend);
    this.#verified.delete(key);
    this.#verified.set(key, certificate);
    this.#dropOldest();
    return certificate;
  }

  #dropOldest(): void {
    if (this.#verified.size <= this.#limit) return;
    const [oldest] = this.#verified.keys();
    if (oldest !== undefined) this.#verified.delete(oldest);
  }
}
