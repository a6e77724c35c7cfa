import { isQForgeError } from '../base/index.ts';
import type { DeviceCertificate } from '../handshake/index.ts';

/** Peers whose certificate is kept for a shorter handshake. */
export const MAX_KNOWN_PEERS = 1024;

/**
 * Certificates of peers that this device has reached before, for handshakes of one round trip. spec/handshake §4.4
 *
 * It holds nothing that is secret and nothing that decides whom to trust: a certificate that is no longer right makes the shorter
 * handshake fail, and the longer one follows.
 */
export class KnownPeers {
  readonly #limit: number;
  readonly #certificates = new Map<string, DeviceCertificate>();

  constructor(limit: number = MAX_KNOWN_PEERS) {
    this.#limit = limit;
  }

  /** The peer's certificate, if it is valid at this wall-clock time. */
  recall(peerId: string, wallMs: number): DeviceCertificate | undefined {
    const certificate = this.#certificates.get(peerId);
    const isCurrent = certificate !== undefined && wallMs / 1000 < certificate.notAfterSeconds;
    return isCurrent ? certificate : undefined;
  }

  /** Keeps the certificate of a peer that has just proved it; the one reached longest ago makes room. */
  remember(certificate: DeviceCertificate): void {
    this.#certificates.delete(certificate.peerId);
    this.#certificates.set(certificate.peerId, certificate);
    if (this.#certificates.size <= this.#limit) return;
    const [oldest] = this.#certificates.keys();
    if (oldest !== undefined) this.#certificates.delete(oldest);
  }

  /** Makes an attempt to reach a peer; once more, and then as a stranger, if a known one does not answer as expected. */
  async reach<T>(peerId: string, attempt: () => Promise<T>): Promise<T> {
    const known = this.#certificates.get(peerId);
    try {
      return await attempt();
    } catch (error) {
      if (known === undefined || !isQForgeError(error, 'HANDSHAKE_REFUSED')) throw error;
      this.#certificates.delete(peerId);
      return attempt();
    }
  }
}
