import type { CertifiedBlock, ChainState, SetChange, ValidatorSet } from '../../consensus/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { changeIn } from '../journal/decision-journal.ts';
import type { NodeRoster, Standing } from '../node/node-roster.ts';
import type { MemberCard } from '../setup/member-card.ts';
import { cardOrNone } from '../setup/member-contact.ts';
import type { Membership } from '../setup/membership.ts';

/** What the roster is made of. */
export interface PeerRosterOptions {
  readonly backend: CryptoBackend;
  readonly membership: Membership;
  /** Height that is to be decided. */
  readonly height: number;
  /** Members of epochs that the log has not come to yet: they are asked for it, and nothing else rests on them. */
  readonly hints: readonly MemberCard[];
  /** Peers have come or gone. */
  readonly onPeers: () => Promise<void>;
  /** A change of the set is decided. */
  readonly onChange: (decided: CertifiedBlock) => Promise<void>;
}

/** Peers by what the log says of them. */
export class PeerRoster implements NodeRoster {
  readonly #options: PeerRosterOptions;
  #height: number;
  #candidates: readonly MemberCard[] = [];

  constructor(options: PeerRosterOptions) {
    this.#options = options;
    this.#height = options.height;
  }

  /** Everybody to be connected to: members of this height and the next epoch, candidates, and whom a network file names. */
  get peers(): readonly MemberCard[] {
    const { membership } = this.#options;
    const epochs = new Set([membership.at(this.#height), membership.latest]);
    const cards = [...[...epochs].flatMap(({ members }) => members), ...this.#candidates, ...this.#hints];
    return cards.filter((card, at) => cards.findIndex(({ peerId }) => peerId === card.peerId) === at);
  }

  /** Those who have left and are no peers any more. */
  get former(): readonly string[] {
    const present = new Set(this.peers.map(({ peerId }) => peerId));
    const known = this.#options.membership.epochs.flatMap(({ members }) => members.map(({ peerId }) => peerId));
    return [...new Set(known)].filter((peerId) => !present.has(peerId));
  }

  get #hints(): readonly MemberCard[] {
    const { hints, membership } = this.#options;
    // Once the log is as far as the file was, it knows better.
    return hints.filter(({ peerId }) => membership.lastHeightOf(peerId) === undefined);
  }

  standingOf(peer: string): Standing | undefined {
    const isIn = (cards: readonly MemberCard[]): boolean => cards.some(({ peerId }) => peerId === peer);
    if (isIn(this.#options.membership.at(this.#height).members)) return 'member';
    if (isIn(this.peers)) return 'candidate';
    return this.#options.membership.lastHeightOf(peer) === undefined ? undefined : 'former';
  }

  lastHeightOf(peer: string): number {
    if (this.standingOf(peer) !== 'former') return Number.POSITIVE_INFINITY;
    return this.#options.membership.lastHeightOf(peer) ?? 0;
  }

  async decided(chain: ChainState, decided: CertifiedBlock): Promise<void> {
    const { membership, onChange, onPeers } = this.#options;
    const { block } = decided;
    const change = changeIn(decided);
    const wasEpoch = membership.at(this.#height).set.epoch;
    this.#height = chain.height;
    if (change !== undefined) {
      membership.add({ set: chain.nextSet, from: block.height + 2, change });
      await onChange(decided);
    }
    if (change !== undefined || membership.at(this.#height).set.epoch !== wasEpoch) await onPeers();
  }

  objectionTo(change: SetChange, set: ValidatorSet): string | undefined {
    return this.#options.membership.objectionTo(change, set);
  }

  approves(changes: readonly SetChange[]): void {
    const { backend, onPeers } = this.#options;
    const cards = changes.flatMap(({ added }) => added.map((one) => cardOrNone(one, backend)));
    const candidates = cards.filter((card) => card !== undefined);
    const [before, after] = [this.#candidates, candidates].map((list) => list.map(({ peerId }) => peerId).join());
    this.#candidates = candidates;
    if (before !== after) void onPeers();
  }
}
