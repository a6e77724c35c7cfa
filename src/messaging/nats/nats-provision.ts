import type { MailboxLimits } from '../mailbox/mailbox-limits.ts';
import type { NatsLink } from './nats-link.ts';
import { COLLECTOR, namesOf, PREKEY_BUCKET, PRESENCE_BUCKET } from './nats-names.ts';
import {
  broadcastStream,
  claimStream,
  deadStream,
  mailConsumer,
  mailStream,
  prekeyBucket,
  presenceBucket,
} from './nats-streams.ts';

/** Copies of a stream in a cluster that has as many servers. */
export const CLUSTER_REPLICAS = 3;

/**
 * Makes streams and consumers, once each try. It takes rights that peers do not have: gateways and operators do it, before a peer
 * needs them.
 */
export class NatsProvision {
  readonly #link: NatsLink;
  readonly #replicas: number;
  readonly #limits: MailboxLimits;
  readonly #made = new Set<string>();

  constructor(link: NatsLink, replicas: number, limits: MailboxLimits) {
    this.#link = link;
    this.#replicas = replicas;
    this.#limits = limits;
  }

  /** Directory, presence and broadcasts. What is there already stays as it is. */
  async shared(): Promise<void> {
    await this.#stream(prekeyBucket(PREKEY_BUCKET, this.#replicas));
    await this.#stream(claimStream(this.#replicas));
    await this.#stream(presenceBucket(PRESENCE_BUCKET, this.#replicas));
    await this.#stream(broadcastStream(this.#replicas));
  }

  /** The mailbox of a peer, made once. */
  async mailbox(peerId: string): Promise<void> {
    if (this.#made.has(peerId)) return;
    await this.#stream(mailStream(peerId, this.#replicas, this.#limits));
    await this.#stream(deadStream(peerId, this.#replicas));
    const { mailStream: name } = namesOf(peerId);
    await this.#consumer(name);
    this.#made.add(peerId);
  }

  async #stream(plan: Parameters<NatsLink['jsm']['streams']['add']>[0]): Promise<void> {
    await this.#link.jsm.streams.add(plan);
  }

  /** As it is, if it is there: made anew it would hand out what is leased. */
  async #consumer(stream: string): Promise<void> {
    const { consumers } = this.#link.jsm;
    const found = await consumers.info(stream, COLLECTOR).catch(() => undefined);
    if (found === undefined) await consumers.add(stream, mailConsumer(this.#replicas));
  }
}
