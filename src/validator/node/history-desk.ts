import type { Clock, RandomSource } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { type DecisionJournal, decodeDecided } from '../journal/decision-journal.ts';
import type { PeerLinks } from './peer-links.ts';
import { encodePeerMessage } from './peer-message.ts';

/** What the desk works with. */
export interface HistoryDeskOptions {
  readonly backend: CryptoBackend;
  readonly random: RandomSource;
  readonly clock: Clock;
  readonly decisions: DecisionJournal;
  readonly links: PeerLinks;
  readonly later: (delayMs: number, work: () => void) => void;
  /** Between two requests. */
  readonly fetchMs: number;
  /** How long the next block may still come about here, when a peer has it already. */
  readonly relayMs: number;
}

/** Catching up from others, one block at a time, and letting others catch up. */
export class HistoryDesk {
  readonly #options: HistoryDeskOptions;
  /** Last decided height of each peer, as it says. */
  readonly #heights = new Map<string, number>();
  #isWaiting = false;
  #isExpecting = false;

  constructor(options: HistoryDeskOptions) {
    this.#options = options;
  }

  /** A peer says where it stands. */
  note(peer: string, height: number): void {
    this.#heights.set(peer, height);
    // Whoever decides first says so at once: its votes are on their way to the others, and need no second copy.
    if (height > this.#options.decisions.height + 1) this.fetch();
    else if (this.isAhead(peer)) this.#fetchSoon();
  }

  #fetchSoon(): void {
    if (this.#isExpecting) return;
    this.#isExpecting = true;
    this.#options.later(this.#options.relayMs, () => {
      this.#isExpecting = false;
      this.fetch();
    });
  }

  /** Whether a peer says that it is further. */
  isAhead(peer: string): boolean {
    return (this.#heights.get(peer) ?? 0) > this.#options.decisions.height;
  }

  /** Asks one of those that are further for the next block; after a while another one, if it has not come. */
  fetch(): void {
    const { links, clock, fetchMs, decisions } = this.#options;
    const ahead = links.connected().filter((peer) => this.isAhead(peer));
    if (this.#isWaiting || ahead.length === 0) return;
    this.#isWaiting = true;
    const message = encodePeerMessage({ type: 'ask-block', height: decisions.height + 1 });
    links.send(this.#anyOf(ahead), message);
    clock.schedule(fetchMs, () => {
      this.#isWaiting = false;
      this.fetch();
    });
  }

  /** A block has come and was taken: the next one at once. */
  goOn(): void {
    this.#isWaiting = false;
    this.fetch();
  }

  /** Gives a peer a block; false if there is none. */
  async serve(peer: string, height: number): Promise<boolean> {
    const { decisions, backend, links } = this.#options;
    const encoded = await decisions.encodedAt(height);
    if (encoded === undefined) return false;
    links.send(peer, encodePeerMessage({ type: 'block', decided: decodeDecided(encoded, backend) }));
    return true;
  }

  /** At random: a peer that gives nothing is not asked for ever. */
  #anyOf(peers: readonly string[]): string {
    const [byte = 0] = this.#options.random.fill(new Uint8Array(1));
    return peers[byte % peers.length] ?? '';
  }
}
