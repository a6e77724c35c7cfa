import type { Broadcast } from '../mailbox/broadcast.ts';
import type { Directory } from '../mailbox/directory.ts';
import { defaultMailboxLimits, type MailboxLimits } from '../mailbox/mailbox-limits.ts';
import type { MailboxStore } from '../mailbox/mailbox-store.ts';
import type { Presence } from '../mailbox/presence.ts';
import type { LinkSurroundings } from './link-surroundings.ts';
import type { NatsAddress } from './nats-address.ts';
import { parseNatsAddress } from './nats-address.ts';
import { NatsBroadcast } from './nats-broadcast.ts';
import { NatsDirectory } from './nats-directory.ts';
import { NatsLink } from './nats-link.ts';
import { NatsMailboxes } from './nats-mailboxes.ts';
import { NatsPresence } from './nats-presence.ts';
import { CLUSTER_REPLICAS, NatsProvision } from './nats-provision.ts';

/** What may be set for an engine. */
export interface NatsEngineOptions extends LinkSurroundings {
  readonly limits?: Partial<MailboxLimits>;
  /** Copies of each stream; by default one in each of three servers. */
  readonly replicas?: number;
}

/** A NATS cluster with JetStream as the engine of mailboxes, directory, presence and broadcasts, on one connection. */
export class NatsEngine implements AsyncDisposable {
  readonly mailboxes: MailboxStore;
  readonly directory: Directory;
  readonly presence: Presence;
  readonly broadcast: Broadcast;
  readonly #link: NatsLink;
  readonly #provision: NatsProvision;

  private constructor(link: NatsLink, options: NatsEngineOptions) {
    this.#link = link;
    const limits = { ...defaultMailboxLimits, ...options.limits };
    this.#provision = new NatsProvision(link, options.replicas ?? CLUSTER_REPLICAS, limits);
    this.mailboxes = new NatsMailboxes(link, this.#provision);
    this.directory = new NatsDirectory(link);
    this.presence = new NatsPresence(link);
    this.broadcast = new NatsBroadcast(link);
  }

  /** Connects to `nats://host:port?key=FILE`. Rejects with `MAIL_ENGINE_INVALID`, `MAIL_STORE_UNAVAILABLE` and `MAIL_STORE_DENIED`. */
  static async open(engine: string | NatsAddress, options: NatsEngineOptions): Promise<NatsEngine> {
    const address = typeof engine === 'string' ? parseNatsAddress(engine) : engine;
    return new NatsEngine(await NatsLink.open(address, options), options);
  }

  /** Makes what all share, and the mailboxes of these peers; what is there stays. It takes the rights of a gateway. */
  async provision(peerIds: readonly string[]): Promise<void> {
    await this.#link.call(() => this.#provision.shared());
    for (const peerId of peerIds) await this.#link.call(() => this.#provision.mailbox(peerId));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.mailboxes[Symbol.asyncDispose]();
  }
}
