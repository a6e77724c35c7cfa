import type { Clock } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import type { DecisionLog } from '../log/decision-log.ts';
import type { BallotDesk } from './ballot-desk.ts';
import type { ConsensusDriver } from './consensus-driver.ts';
import { groupsOf, holds, ItemNames, type KnownItem, type KnownSummary } from './known-summary.ts';
import type { NodeTimes } from './node-times.ts';
import type { PeerLinks } from './peer-links.ts';
import { encodePeerMessage, type PeerMessage } from './peer-message.ts';
import type { PeerTeller } from './peer-teller.ts';
import { TellingLedger } from './telling-ledger.ts';

/** What dissemination works with. */
export interface DisseminationOptions {
  readonly backend: CryptoBackend;
  readonly clock: Clock;
  readonly links: PeerLinks;
  readonly desk: BallotDesk;
  readonly log: DecisionLog;
  readonly times: NodeTimes;
}

/** What the node does for it. */
export interface DisseminationHost {
  readonly driver: Pick<ConsensusDriver, 'chain' | 'known' | 'knownBefore'>;
  /** Does this after a while, in the queue of the node. */
  later(delayMs: number, work: () => void): void;
  /** Whether this validator may not vote yet. */
  isListening(): boolean;
}

interface Pool {
  readonly version: number;
  readonly height: number;
  readonly items: readonly KnownItem[];
  readonly name: string;
}

/**
 * Brings to others what they lack, and nothing else: they are told in short what is known here, and answer with what of it they have.
 * docs/adr/0151
 *
 * Who makes a statement, a ballot or a proposal sends it to all at once; this is for whoever it did not reach. One that has left the set hears
 * of nothing of that, only where this validator stands, up to where the log says that it has left.
 */
export class Dissemination {
  readonly #options: DisseminationOptions;
  readonly #teller: PeerTeller;
  readonly #host: DisseminationHost;
  readonly #names: ItemNames;
  readonly #ledger: TellingLedger;
  #pool: Pool = { version: -1, height: -1, items: [], name: '' };
  /** Height of the last news that others may lack; none is waiting when negative. */
  #news = -1;
  #ledgerHeight = 0;

  constructor(options: DisseminationOptions, teller: PeerTeller, host: DisseminationHost) {
    this.#options = options;
    this.#teller = teller;
    this.#host = host;
    this.#names = new ItemNames(options.backend);
    this.#ledger = new TellingLedger(options.clock, options.times);
  }

  /** Something of another validator is known here now: soon the others are told so. */
  noteNews(): void {
    const { height } = this.#host.driver.chain;
    if (this.#news < 0) this.#host.later(this.#options.times.relayMs, () => this.announce());
    this.#news = height;
  }

  /** Tells all peers in short what is known here. */
  announce(): void {
    const { chain } = this.#host.driver;
    // The height before may have ended before everybody had seen that somebody contradicts itself.
    const past = this.#news === chain.height - 1 ? [this.#summaryOfPast()] : [];
    this.#news = -1;
    // The last one says where this validator stands.
    const summaries = [...past, this.#summary(false)];
    this.#teller.others(...summaries.map((summary): PeerMessage => ({ type: 'known', summary })));
  }

  /** A peer has said in short what it knows: it is told what it lacks, or everything if it may not vote yet. */
  answer(peer: string, theirs: KnownSummary): void {
    if (!this.#teller.mayHear(peer)) return;
    if (theirs.isListening) {
      if (this.#ledger.mayTellAll(peer)) this.tellAll(peer);
      return;
    }
    const { chain } = this.#host.driver;
    if (this.#ledgerHeight !== chain.height) this.#ledger.forgetStatements();
    this.#ledgerHeight = chain.height;
    if (theirs.height === chain.height) this.#answerNow(peer, theirs);
    else if (theirs.height === chain.height - 1 && !theirs.isOfPool) this.#answerPast(peer, theirs);
  }

  /** Tells a peer that has come where this validator stands, and all that is under way; then that this was all. One that has left hears only the first. */
  tellAll(peer: string): void {
    const tell = (message: PeerMessage): void => this.#teller.only(peer, message);
    this.#teller.hello(peer, this.#host.driver.chain);
    if (!this.#teller.mayHear(peer)) return;
    for (const { content } of this.#currentPool().items) tell(content);
    for (const message of this.#host.driver.known()) tell({ type: 'consensus', message });
    const own = this.#options.log.ownLine();
    if (own !== undefined) tell({ type: 'cosignature', ...own });
    tell({ type: 'told' });
  }

  #answerNow(peer: string, theirs: KnownSummary): void {
    const pool = this.#currentPool();
    const items = theirs.isOfPool ? pool.items : this.#statements();
    this.#tell(
      peer,
      items.filter((item) => !holds(theirs.groups, item)),
    );
    const own = groupsOf(items);
    const isBehind = [...theirs.groups].some(([tag, validators]) => lacksSome(own.get(tag), validators));
    // What is lacking here is asked for by saying what is known here.
    if (isBehind && this.#ledger.mayAsk(peer, theirs.isOfPool)) this.#send(peer, this.#summary(theirs.isOfPool));
    if (!theirs.isOfPool && theirs.pool !== pool.name && this.#ledger.mayAsk(peer, true))
      this.#send(peer, this.#summary(true));
  }

  /** Of the height before only what may show that somebody contradicts itself: what the peer has not seen anybody say, or said otherwise. */
  #answerPast(peer: string, { groups }: KnownSummary): void {
    const items = this.#host.driver.knownBefore().map((message) => this.#names.ofStatement(message));
    const seen = new Set(items.filter(({ tag }) => groups.has(tag)).flatMap((item) => placesOf(item, groups)));
    const strange = items.filter((item) => {
      if (holds(groups, item)) return false;
      return !groups.has(item.tag) || seen.has(`${item.step} ${item.validator}`);
    });
    this.#tell(peer, strange);
  }

  #tell(peer: string, items: readonly KnownItem[]): void {
    for (const item of items) {
      const message = encodePeerMessage(item.content);
      if (this.#ledger.mayTell(peer, item, message.length)) this.#options.links.send(peer, message);
    }
  }

  #send(peer: string, summary: KnownSummary): void {
    this.#teller.only(peer, { type: 'known', summary });
  }

  #summary(isOfPool: boolean): KnownSummary {
    const { items, name } = this.#currentPool();
    const { height } = this.#host.driver.chain;
    const groups = groupsOf(isOfPool ? items : this.#statements());
    return { height, isListening: this.#host.isListening(), isOfPool, pool: name, groups };
  }

  #summaryOfPast(): KnownSummary {
    const { chain } = this.#host.driver;
    const items = this.#host.driver.knownBefore().map((message) => this.#names.ofStatement(message));
    const { name } = this.#currentPool();
    return { height: chain.height - 1, isListening: false, isOfPool: false, pool: name, groups: groupsOf(items) };
  }

  #statements(): readonly KnownItem[] {
    return this.#host.driver.known().map((message) => this.#names.ofStatement(message));
  }

  /** Open proposals and ballots, named anew only when they have changed. */
  #currentPool(): Pool {
    const { desk } = this.#options;
    const { version } = desk;
    const { chain } = this.#host.driver;
    if (this.#pool.version !== version || this.#pool.height !== chain.height) {
      const items = desk.records(chain).map((record) => this.#names.ofRecord(record));
      this.#pool = { version, height: chain.height, items, name: this.#names.ofAll(items) };
    }
    return this.#pool;
  }
}

function lacksSome(own: ReadonlySet<number> | undefined, theirs: ReadonlySet<number>): boolean {
  for (const validator of theirs) if (own?.has(validator) !== true) return true;
  return false;
}

function placesOf({ tag, step }: KnownItem, groups: KnownSummary['groups']): readonly string[] {
  return [...(groups.get(tag) ?? [])].map((validator) => `${step} ${validator}`);
}
