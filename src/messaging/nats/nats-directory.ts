import { ByteReader, ByteWriter, isQForgeError, QForgeError } from '../../base/index.ts';
import type { Directory, DirectoryPrekey, PrekeyPublication } from '../mailbox/directory.ts';
import { MAX_ONE_TIME_PREKEYS, MAX_SIGNED_PREKEY_BYTES } from '../mailbox/mailbox-limits.ts';
import { type BucketEntry, NatsBucket } from './nats-bucket.ts';
import { NatsClaims } from './nats-claims.ts';
import type { NatsLink } from './nats-link.ts';
import { PREKEY_BUCKET, peerToken } from './nats-names.ts';

const HEX_ID = /^[\da-f]{32}$/u;

/** Prekeys in a key-value bucket: `OWNER.one.ID` and `OWNER.last`. spec/mailboxes §7 */
export class NatsDirectory implements Directory {
  readonly #link: NatsLink;
  readonly #bucket: NatsBucket;
  readonly #claims: NatsClaims;
  /** Of each owner, the first revision that may still be there: what is before was taken or has expired. */
  readonly #firsts = new Map<string, number>();

  constructor(link: NatsLink) {
    this.#link = link;
    this.#bucket = new NatsBucket(link, PREKEY_BUCKET);
    this.#claims = new NatsClaims(link);
  }

  async publish(owner: string, { lastResort, oneTime = [] }: PrekeyPublication): Promise<void> {
    const peer = peerToken(owner);
    for (const prekey of [...oneTime, ...(lastResort === undefined ? [] : [lastResort])]) checkPrekey(prekey);
    const there = new Set(oneTime.length === 0 ? [] : await this.#ids(peer));
    const added = oneTime.filter(({ id }) => !there.has(id));
    if (there.size + added.length > MAX_ONE_TIME_PREKEYS) {
      const limit = `${MAX_ONE_TIME_PREKEYS} one-time prekeys`;
      throw this.#link.counted(new QForgeError('MAIL_QUOTA', { recipient: owner, limit }));
    }
    if (lastResort !== undefined) await this.#bucket.put(`${peer}.last`, encoded(lastResort));
    for (const prekey of added) await this.#bucket.create(`${peer}.one.${prekey.id}`, encoded(prekey));
  }

  async take(owner: string): Promise<Uint8Array | undefined> {
    const peer = peerToken(owner);
    for await (const entry of this.#oneTime(peer)) {
      const prekey = await this.#claimed(peer, entry);
      if (prekey !== undefined) return prekey;
    }
    const last = await this.#bucket.get(`${peer}.last`);
    return last === undefined ? undefined : this.#live(last);
  }

  async remaining(owner: string): Promise<number> {
    return (await this.#ids(peerToken(owner))).length;
  }

  async withdraw(owner: string): Promise<void> {
    const peer = peerToken(owner);
    for await (const entry of this.#bucket.entries(`${peer}.one.*`)) await this.#bucket.clear(entry.key);
    await this.#bucket.clear(`${peer}.last`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  /** The prekey of an entry, for the one caller who claims it first, and removed before it is given out. */
  async #claimed(peer: string, entry: BucketEntry): Promise<Uint8Array | undefined> {
    const id = idOf(entry);
    if (await this.#claims.isClaimed(peer, id)) {
      // Whoever claimed it may have come no further.
      await this.#bucket.clear(entry.key);
      return undefined;
    }
    const isOurs = await this.#claims.claim(peer, id);
    await this.#bucket.clear(entry.key);
    return isOurs ? this.#live(entry) : undefined;
  }

  async #ids(peer: string): Promise<readonly string[]> {
    const ids: string[] = [];
    for await (const entry of this.#oneTime(peer)) {
      if (this.#live(entry) !== undefined) ids.push(idOf(entry));
    }
    return ids;
  }

  /** Marks of what was taken come first and are many: they are passed over once. */
  async *#oneTime(peer: string): AsyncGenerator<BucketEntry> {
    let isFirst = true;
    for await (const entry of this.#bucket.entries(`${peer}.one.*`, this.#firsts.get(peer) ?? 1)) {
      if (isFirst) this.#firsts.set(peer, entry.revision);
      isFirst = false;
      yield entry;
    }
  }

  /** The prekey of an entry that has not expired; undefined also for what is no entry. */
  #live({ value }: BucketEntry): Uint8Array | undefined {
    try {
      const { expiresAtMs, signedPrekey } = unverifiedEntry(value);
      return expiresAtMs > this.#link.clock.wallMs() ? signedPrekey : undefined;
    } catch (error) {
      if (!isQForgeError(error, 'MALFORMED')) throw error;
      return undefined;
    }
  }
}

/** `OWNER.one.ID` */
function idOf({ key }: BucketEntry): string {
  return key.split('.')[2] ?? '';
}

function checkPrekey({ id, signedPrekey }: DirectoryPrekey): void {
  if (!HEX_ID.test(id)) {
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'prekey', reason: 'its ID is not of 32 hexadecimal digits' });
  }
  const [bytes, limitBytes] = [signedPrekey.length, MAX_SIGNED_PREKEY_BYTES];
  if (bytes > limitBytes) throw new QForgeError('SEALED_TOO_LARGE', { bytes, limitBytes });
}

/**
 *     +-----------------------+----------------------------------+
 *     | expiry, ms, 8 bytes   | signed prekey, to the end        |
 *     +-----------------------+----------------------------------+
 */
function encoded({ expiresAtMs, signedPrekey }: DirectoryPrekey): Uint8Array {
  return new ByteWriter().u64(Math.trunc(expiresAtMs)).bytes(signedPrekey).finish();
}

function unverifiedEntry(unverified: Uint8Array): { readonly expiresAtMs: number; readonly signedPrekey: Uint8Array } {
  const reader = new ByteReader(unverified, 'The prekey of a directory');
  const expiresAtMs = reader.u64();
  const signedPrekey = reader.rest();
  if (signedPrekey.length > MAX_SIGNED_PREKEY_BYTES) {
    throw new QForgeError('MALFORMED', { what: 'The prekey of a directory', reason: 'it is too long' });
  }
  return { expiresAtMs, signedPrekey };
}
