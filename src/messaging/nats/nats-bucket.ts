import { isWrongSequence } from './nats-failure.ts';
import type { NatsLink } from './nats-link.ts';
import { bucketStream, bucketSubject } from './nats-names.ts';
import { nextEntry, storedEntries } from './stored-entry.ts';

/** A value of a bucket, and which change of the key it came with. */
export interface BucketEntry {
  readonly key: string;
  readonly value: Uint8Array;
  readonly revision: number;
}

/** The mark of a key that was removed, as every client of key-value buckets writes it. */
const OPERATION = 'KV-Operation';
const REMOVED = 'DEL';

/** Keys and values in a stream, in the layout of a NATS key-value bucket. */
export class NatsBucket {
  readonly #link: NatsLink;
  readonly #name: string;

  constructor(link: NatsLink, name: string) {
    this.#link = link;
    this.#name = name;
  }

  /** Sets a key, whatever it was. */
  async put(key: string, value: Uint8Array): Promise<void> {
    await this.#link.call(() => this.#link.js.publish(this.#subject(key), value, { retries: 1 }));
  }

  /** Sets a key that was never there; false if it was. For keys that one alone sets: of many at once, several could be told true. */
  create(key: string, value: Uint8Array): Promise<boolean> {
    return this.#link.call(async () => {
      try {
        await this.#link.js.publish(this.#subject(key), value, { expect: { lastSubjectSequence: 0 }, retries: 1 });
        return true;
      } catch (error) {
        if (isWrongSequence(error)) return false;
        throw error;
      }
    });
  }

  /** Removes a key, whatever it was. */
  async clear(key: string): Promise<void> {
    const headers = this.#link.headers();
    headers.set(OPERATION, REMOVED);
    await this.#link.call(() => this.#link.js.publish(this.#subject(key), new Uint8Array(0), { retries: 1, headers }));
  }

  async get(key: string): Promise<BucketEntry | undefined> {
    const entry = await nextEntry(this.#link, bucketStream(this.#name), this.#subject(key), 1);
    return entry === undefined || isRemoved(entry) ? undefined : this.#entryOf(entry);
  }

  /** The entries whose keys fit a pattern of subjects, the oldest change first. */
  async *entries(pattern: string, first = 1): AsyncGenerator<BucketEntry> {
    for await (const entry of storedEntries(this.#link, bucketStream(this.#name), this.#subject(pattern), first)) {
      if (!isRemoved(entry)) yield this.#entryOf(entry);
    }
  }

  #entryOf({ subject, data, seq }: { subject: string; data: Uint8Array; seq: number }): BucketEntry {
    return { key: subject.slice(this.#subject('').length), value: data, revision: seq };
  }

  #subject(key: string): string {
    return bucketSubject(this.#name, key);
  }
}

function isRemoved({ header }: { readonly header: { get(name: string): string } }): boolean {
  return header.get(OPERATION) !== '';
}
