import { silentLogger, silentMetrics } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import {
  type AttachedLink,
  MessageRouter,
  SealedMessenger,
  signedAnnouncements,
} from '../../../src/messaging/index.ts';
import { EventHeap } from '../../simulation/event-heap.ts';
import { MessagingPeer } from '../peer-rig.ts';

/** How long a frame is on the link between the two. */
const LINK_MS = 5;

/** A device that has routes and no store. */
export interface RoutedPeer {
  readonly peer: MessagingPeer;
  readonly messenger: SealedMessenger;
  readonly router: MessageRouter;
}

/** Two devices, their routers joined by a link in memory, on time that the test moves. */
export class RoutedPair {
  readonly clock = new EventHeap();
  readonly alice: RoutedPeer;
  readonly bob: RoutedPeer;
  /** What becomes of a payload for bob; default: his messenger takes it. */
  bobTakes: (payload: Uint8Array) => Promise<Uint8Array> = (payload) => this.bob.messenger.deliver(payload);

  private constructor(alice: MessagingPeer, bob: MessagingPeer) {
    this.alice = this.#join(alice, (payload) => this.alice.messenger.deliver(payload));
    this.bob = this.#join(bob, (payload) => this.bobTakes(payload));
    const ends: AttachedLink[] = [];
    const post = (to: 0 | 1) => (frame: Uint8Array) => {
      const copy = frame.slice();
      this.clock.schedule(LINK_MS, () => ends[to]?.receive(copy));
    };
    ends.push(this.alice.router.attach({ peerId: bob.peerId, post: post(1), close: () => undefined }));
    ends.push(this.bob.router.attach({ peerId: alice.peerId, post: post(0), close: () => undefined }));
  }

  static async make(): Promise<RoutedPair> {
    const pair = new RoutedPair(await MessagingPeer.make(), await MessagingPeer.make());
    await pair.clock.runFor(10_000);
    return pair;
  }

  /**
   * Lets time pass, a millisecond at a time, until it holds; returns how many. Threads that encrypt have their turn in each of them: work that
   * began before is done, or takes its share of a few more.
   */
  async until(holds: () => boolean): Promise<number> {
    const startedMs = this.clock.monotonicMs();
    while (!holds()) {
      await this.clock.runFor(1);
      for (let round = 0; round < 2; round += 1) await crypto.subtle.digest('SHA-256', new Uint8Array(1));
    }
    return this.clock.monotonicMs() - startedMs;
  }

  #join(peer: MessagingPeer, deliver: (payload: Uint8Array) => Promise<Uint8Array>): RoutedPeer {
    const { clock } = this;
    const { author, vault } = peer;
    const common = { author, vault, backend: nativeBackend, clock, logger: silentLogger, metrics: silentMetrics };
    const messenger = new SealedMessenger({ ...common, welcomes: () => true });
    const prover = signedAnnouncements(author, nativeBackend);
    const router = new MessageRouter({
      ...common,
      peerId: peer.peerId,
      prover,
      random: nativeBackend.random,
      deliver: (payload) => {
        clock.settlePromises();
        return deliver(payload);
      },
    });
    messenger.useRouter(router);
    return { peer, messenger, router };
  }
}
