import type { CryptoBackend, Hash } from '../../crypto/index.ts';
import { type AuditEntry, decodeAuditEntry, NO_PREVIOUS } from './audit-entry.ts';

/** Why an entry is not the next one of its chain. */
export type ChainProblem =
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** It says that it is another one: entries were removed, added or put in another order. */
  | { readonly kind: 'misplaced'; readonly says: number }
  /** The entry before it is not the one that it was written after. */
  | { readonly kind: 'unchained' };

/** Where a chain of entries has come to. */
export class AuditChain {
  readonly #sha256: Hash;
  #next: number;
  #previous: string;

  constructor(backend: CryptoBackend, next = 0, previous: string = NO_PREVIOUS) {
    this.#sha256 = backend.hash('SHA-256');
    this.#next = next;
    this.#previous = previous;
  }

  /** The number of the entry that comes next. */
  get next(): number {
    return this.#next;
  }

  /** The hash that the next entry must name. */
  get previous(): string {
    return this.#previous;
  }

  /** Goes on to the entry behind these bytes, whatever they are. */
  pass(bytes: Uint8Array): void {
    this.#next += 1;
    this.#previous = this.hashOf(bytes);
  }

  /** Goes on as if so many entries were here that nobody has: nothing is known of the one before the next. */
  passOver(entries: number): void {
    this.#next += entries;
    this.#previous = UNKNOWN;
  }

  /** The entry if it is the next one, or what is wrong with it; then goes on to the one behind it. */
  take(unverified: Uint8Array): { readonly entry?: AuditEntry; readonly problem?: ChainProblem } {
    const [next, previous] = [this.#next, this.#previous];
    this.pass(unverified);
    let entry: AuditEntry;
    try {
      entry = decodeAuditEntry(unverified);
    } catch (error) {
      return { problem: { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) } };
    }
    if (entry.index !== next) return { entry, problem: { kind: 'misplaced', says: entry.index } };
    if (previous !== UNKNOWN && entry.previous !== previous) return { entry, problem: { kind: 'unchained' } };
    return { entry };
  }

  /** The hash by which the entry after it names an entry. */
  hashOf(bytes: Uint8Array): string {
    return Array.from(this.#sha256.digest(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}

const UNKNOWN = '';
