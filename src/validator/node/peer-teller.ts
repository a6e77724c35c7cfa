import type { DecisionJournal } from '../journal/decision-journal.ts';
import type { DecisionLog } from '../log/decision-log.ts';
import type { BallotDesk } from './ballot-desk.ts';
import type { ConsensusDriver } from './consensus-driver.ts';
import type { NodeRoster } from './node-roster.ts';
import type { PeerLinks } from './peer-links.ts';
import { encodePeerMessage, type PeerMessage } from './peer-message.ts';

/** What is told, and to whom. */
export interface PeerTellerOptions {
  readonly links: PeerLinks;
  readonly roster: NodeRoster;
  readonly desk: BallotDesk;
  readonly decisions: DecisionJournal;
  readonly log: DecisionLog;
}

/** Tells peers what this validator knows. */
export class PeerTeller {
  readonly #options: PeerTellerOptions;

  constructor(options: PeerTellerOptions) {
    this.#options = options;
  }

  /** Tells a peer where this validator stands, and all that is under way; then that this was all. One that has left only learns that. */
  all(peer: string, driver: ConsensusDriver): void {
    const { roster, desk, decisions, log } = this.#options;
    const tell = (message: PeerMessage): void => this.only(peer, message);
    const { chain } = driver;
    tell({ type: 'hello', chainId: chain.chainId, height: Math.min(decisions.height, roster.lastHeightOf(peer)) });
    if (roster.standingOf(peer) === 'former') return;
    for (const record of desk.records(chain)) {
      tell(
        record.kind === 'proposal'
          ? { type: 'proposal', proposal: record.proposal }
          : { type: 'ballot', ballot: record.ballot },
      );
    }
    for (const message of driver.known()) tell({ type: 'consensus', message });
    const own = log.ownLine();
    if (own !== undefined) tell({ type: 'cosignature', ...own });
    tell({ type: 'told' });
  }

  /** Tells everybody who is connected, but one. */
  others(message: PeerMessage, except?: string): void {
    const { links } = this.#options;
    const encoded = encodePeerMessage(message);
    for (const peer of links.connected()) if (peer !== except) links.send(peer, encoded);
  }

  only(peer: string, message: PeerMessage): void {
    this.#options.links.send(peer, encodePeerMessage(message));
  }
}
