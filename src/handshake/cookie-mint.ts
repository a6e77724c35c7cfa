import { SecretBytes, utf8 } from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';

/** Length of a cookie. */
export const COOKIE_BYTES = 16;

/** A mint takes a new secret after this time and accepts the last one as long again: cookies live one to two times as long. */
export const COOKIE_SECRET_LIFETIME_MS = 60_000;

const SECRET_BYTES = 32;
const DOMAIN = utf8('qforge cookie v1');

interface DatedSecret {
  readonly secret: SecretBytes;
  readonly sinceMs: number;
}

/**
 * Makes and recognises cookies without keeping any: each is a MAC over the address it was sent to. spec/handshake §4.5
 *
 * Times are monotonic and handed in.
 */
export class CookieMint {
  readonly #backend: CryptoBackend;
  #current: DatedSecret | undefined;
  #previous: DatedSecret | undefined;

  constructor(backend: CryptoBackend) {
    this.#backend = backend;
  }

  /** The cookie for whoever is at this address now. */
  issue(address: string, nowMs: number): Uint8Array {
    return this.#cookieOf(this.#secretAt(nowMs), address);
  }

  /** Whether this mint has issued the cookie to this address, and not too long ago. */
  accepts(unverifiedCookie: Uint8Array, address: string, nowMs: number): boolean {
    const isOf = (secret: SecretBytes | undefined): boolean =>
      secret !== undefined && this.#backend.equalSecrets(unverifiedCookie, this.#cookieOf(secret, address));
    return isOf(this.#secretAt(nowMs)) || isOf(this.#previous?.secret);
  }

  /** The secret to issue by; drops what has become too old. */
  #secretAt(nowMs: number): SecretBytes {
    if (this.#current === undefined || isOlder(this.#current, COOKIE_SECRET_LIFETIME_MS, nowMs)) {
      this.#previous?.secret.wipe();
      this.#previous = this.#current;
      this.#current = { secret: this.#freshSecret(), sinceMs: nowMs };
    }
    if (this.#previous !== undefined && isOlder(this.#previous, 2 * COOKIE_SECRET_LIFETIME_MS, nowMs)) {
      this.#previous.secret.wipe();
      this.#previous = undefined;
    }
    return this.#current.secret;
  }

  #freshSecret(): SecretBytes {
    const bytes = new Uint8Array(SECRET_BYTES);
    this.#backend.random.fill(bytes);
    return SecretBytes.take(bytes);
  }

  #cookieOf(secret: SecretBytes, address: string): Uint8Array {
    return this.#backend.hash('SHA-256').hmac(secret.expose(), DOMAIN, utf8(address)).subarray(0, COOKIE_BYTES);
  }
}

function isOlder({ sinceMs }: DatedSecret, ageMs: number, nowMs: number): boolean {
  return nowMs - sinceMs >= ageMs;
}
