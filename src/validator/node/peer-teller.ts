import type { ChainState } from '../../consensus/index.ts';
import type { DecisionJournal } from '../journal/decision-journal.ts';
import type { NodeRoster } from './node-roster.ts';
import type { PeerLinks } from './peer-links.ts';
import { encodePeerMessage, type PeerMessage } from './peer-message.ts';

/** Who may be told things, and by what. */
export interface PeerTellerOptions {
  readonly links: PeerLinks;
  readonly roster: NodeRoster;
  readonly decisions: DecisionJournal;
}

/** Tells peers what this validator knows: members and whoever is about to be one all of it, one that has left only up to where the log says so. */
export class PeerTeller {
  readonly #options: PeerTellerOptions;

  constructor(options: PeerTellerOptions) {
    this.#options = options;
  }

  /** Whether a peer may learn what is under way. */
  mayHear(peer: string): boolean {
    const standing = this.#options.roster.standingOf(peer);
    return standing === 'member' || standing === 'candidate';
  }

  /** Tells everybody who is connected and may hear it. */
  others(...messages: readonly PeerMessage[]): void {
    const { links } = this.#options;
    const encoded = messages.map(encodePeerMessage);
    for (const peer of links.connected().filter((one) => this.mayHear(one))) {
      for (const message of encoded) links.send(peer, message);
    }
  }

  only(peer: string, message: PeerMessage): void {
    this.#options.links.send(peer, encodePeerMessage(message));
  }

  /** Tells a peer where this validator stands; one that has left, at most up to the block by which it has. */
  hello(peer: string, { chainId }: Pick<ChainState, 'chainId'>): void {
    const { roster, decisions } = this.#options;
    if (roster.standingOf(peer) === undefined) return;
    this.only(peer, { type: 'hello', chainId, height: Math.min(decisions.height, roster.lastHeightOf(peer)) });
  }
}
