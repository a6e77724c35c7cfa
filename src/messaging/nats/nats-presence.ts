import { parseStrictJson } from '../../base/index.ts';
import { MAX_PRESENT } from '../mailbox/mailbox-limits.ts';
import type { Presence, PresentPeer } from '../mailbox/presence.ts';
import { NatsBucket } from './nats-bucket.ts';
import type { NatsLink } from './nats-link.ts';
import { PRESENCE_BUCKET, peerToken } from './nats-names.ts';

/** Presence in a key-value bucket: a key for each PeerId, which its owner alone may set. spec/mailboxes §7 */
export class NatsPresence implements Presence {
  readonly #link: NatsLink;
  readonly #bucket: NatsBucket;

  constructor(link: NatsLink) {
    this.#link = link;
    this.#bucket = new NatsBucket(link, PRESENCE_BUCKET);
  }

  async announce(peerId: string, forMs: number, address?: string): Promise<void> {
    const value = JSON.stringify({ untilMs: this.#link.clock.wallMs() + forMs, address });
    await this.#bucket.put(peerToken(peerId), new TextEncoder().encode(value));
  }

  async leave(peerId: string): Promise<void> {
    await this.#bucket.clear(peerToken(peerId));
  }

  async find(peerId: string): Promise<PresentPeer | undefined> {
    const entry = await this.#bucket.get(peerToken(peerId));
    return entry === undefined ? undefined : this.#present(peerId, entry.value);
  }

  async list(): Promise<readonly PresentPeer[]> {
    const present: PresentPeer[] = [];
    for await (const { key, value } of this.#bucket.entries('*')) {
      const peer = this.#present(key, value);
      if (peer !== undefined) present.push(peer);
      if (present.length === MAX_PRESENT) break;
    }
    return present;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  /** What a peer says of itself, if it still does; undefined also for what says nothing. */
  #present(peerId: string, unverified: Uint8Array): PresentPeer | undefined {
    const said = unverifiedPresence(unverified);
    return said !== undefined && said.untilMs > this.#link.clock.wallMs() ? { peerId, ...said } : undefined;
  }
}

const MAX_PRESENCE_BYTES = 1024;

/** What a peer has said, or undefined for what is nothing of the kind: whoever keeps the server could write anything. */
export function unverifiedPresence(unverified: Uint8Array): Omit<PresentPeer, 'peerId'> | undefined {
  if (unverified.length > MAX_PRESENCE_BYTES) return undefined;
  try {
    const { untilMs, address } = parseStrictJson(unverified, 'The presence', 2) as Record<string, unknown>;
    if (!Number.isSafeInteger(untilMs) || !['string', 'undefined'].includes(typeof address)) return undefined;
    return { untilMs: Number(untilMs), address: typeof address === 'string' ? address : undefined };
  } catch {
    return undefined;
  }
}
