import { defined, type ScheduledCall } from '../../base/index.ts';
import {
  type Block,
  type CertifiedBlock,
  type ChainState,
  type ConsensusMessage,
  createBlock,
  createReducer,
  type Digest,
  type Evidence,
  knownMessages,
  proofOfLock,
  type QuorumCertificate,
  type Reducer,
  type ReducerEffect,
  type ReducerEvent,
  type ReducerState,
  restoredState,
  type SignedSafetyRecord,
  signStatement,
  validatorIdOf,
} from '../../consensus/index.ts';
import type { CryptoBackend, SigningKey } from '../../crypto/index.ts';
import { messageOf, type VoteJournal } from '../journal/vote-journal.ts';
import type { BallotDesk } from './ballot-desk.ts';
import type { NodeTimes } from './node-times.ts';
import type { PeerMessage } from './peer-message.ts';

/** What drives the reducer. */
export interface ConsensusDriverOptions {
  readonly backend: CryptoBackend;
  readonly voteKey: SigningKey;
  readonly chain: ChainState;
  readonly votes: VoteJournal;
  readonly desk: BallotDesk;
  readonly times: NodeTimes;
}

/** What the driver leaves to the node around it. */
export interface ConsensusHost {
  /** Does this later, in the queue. */
  later(delayMs: number, work: () => Promise<void>): ScheduledCall;
  tellOthers(message: PeerMessage): void;
  /** A statement of another validator was taken, which peers may lack. */
  noteNews(): void;
  /** A block is decided: makes it durable. */
  decided(decided: CertifiedBlock): Promise<void>;
  fetch(): void;
  keepEvidence(evidence: Evidence): Promise<void>;
  refuse(reason: string, peer: string): void;
}

const SELF = 'self';

/**
 * The reducer with its effects carried out, in their order: what must be durable is so before anything that follows from it leaves.
 *
 * What one event makes this validator sign is written together and then sent: a proposal with the prevote for it, or both votes of one that is
 * late. docs/adr/0194
 */
export class ConsensusDriver {
  readonly #options: ConsensusDriverOptions;
  readonly #host: ConsensusHost;
  readonly #reduce: Reducer<Block>;
  #state: ReducerState<Block>;
  #chain: ChainState;
  /** Signed, and neither on the disk nor sent yet. */
  #unsaid: SignedSafetyRecord[] = [];

  constructor(options: ConsensusDriverOptions, host: ConsensusHost) {
    const { voteKey, backend, chain, votes, times } = options;
    this.#options = options;
    this.#host = host;
    this.#reduce = createReducer<Block>({ timeouts: times.timeouts });
    this.#chain = chain;
    this.#state = restoredState(validatorIdOf(voteKey, backend), chain, votes.last);
  }

  /** The end of the log. */
  get chain(): ChainState {
    return this.#chain;
  }

  get state(): Pick<ReducerState<Block>, 'seat' | 'round' | 'step'> {
    return this.#state;
  }

  /** One event, and everything that follows from it. */
  async handle(event: ReducerEvent<Block>, peer: string = SELF): Promise<void> {
    const pending = [event];
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      const { state, effects } = this.#reduce(this.#state, next);
      this.#state = state;
      for (const effect of effects) await this.#carryOut(effect, pending, peer);
    }
    await this.#say();
  }

  async #carryOut(effect: ReducerEffect<Block>, pending: ReducerEvent<Block>[], peer: string): Promise<void> {
    switch (effect.type) {
      case 'persist':
        this.#unsaid.push({
          ...effect.record,
          statement: signStatement(effect.record.statement, this.#options.voteKey),
        });
        return undefined;
      case 'send':
        pending.push({ type: 'message', message: messageOf(defined(this.#unsaid.at(-1), 'what was signed')) });
        return undefined;
      case 'relay':
        return effect.message.validator === this.#state.seat ? undefined : this.#host.noteNews();
      case 'schedule':
        this.#host.later(effect.delayMs, () => this.handle({ ...effect, type: 'timeout' }));
        return undefined;
      case 'want-block':
        return this.#offerBlock(effect.height, effect.round);
      case 'want-proof':
        return this.#host.tellOthers({ ...effect, type: 'ask-proof' });
      case 'fetch':
        return this.#host.fetch();
      case 'decide':
        return this.#decide(effect);
      case 'evidence':
        return this.#host.keepEvidence(effect.evidence);
      case 'refuse':
        return this.#host.refuse(effect.reason, peer);
    }
  }

  async #decide({ block, certificate }: CertifiedBlock): Promise<void> {
    await this.#say();
    this.#chain = this.#chain.append(block);
    await this.#host.decided({ block, certificate });
  }

  /** What was signed goes out, once it is durable. It counts here already. */
  async #say(): Promise<void> {
    const records = this.#unsaid;
    if (records.length === 0) return;
    this.#unsaid = [];
    await this.#options.votes.write(...records);
    for (const record of records) this.#host.tellOthers({ type: 'consensus', message: messageOf(record) });
  }

  /** Takes part in the height; what was signed for it already is sent again as it was. */
  async begin(): Promise<void> {
    for (const message of this.#options.votes.messagesAt(this.#chain.height)) {
      this.#host.tellOthers({ type: 'consensus', message });
      await this.handle({ type: 'message', message });
    }
    await this.handle({ type: 'begin' });
  }

  /** Everything said at this height, own statements from the disk included. */
  known(): readonly ConsensusMessage<Block>[] {
    const known = knownMessages(this.#state.rounds);
    const own = this.#options.votes.messagesAt(this.#chain.height);
    return known.length > 0 ? known : own;
  }

  /** Everything said at the height before. */
  knownBefore(): readonly ConsensusMessage<Block>[] {
    return knownMessages(this.#state.past?.rounds ?? []);
  }

  /** A quorum's prevotes, for a peer that asks. */
  proofOfLock(height: number, round: number, value: Digest): QuorumCertificate | undefined {
    return height === this.#chain.height ? proofOfLock(this.#state, round, value) : undefined;
  }

  /** A proposer's block: the first decision that is certain; a tick if none is, after a moment for ballots under way. */
  #offerBlock(height: number, round: number): void {
    const { desk, times } = this.#options;
    const isWorthWaiting = round === 0 && desk.open.length > 0 && desk.decidable(this.#chain) === undefined;
    this.#host.later(isWorthWaiting ? times.gatherMs : 0, () => this.#offerNow(height, round));
  }

  async #offerNow(height: number, round: number): Promise<void> {
    if (height !== this.#chain.height) return;
    const { chainId, previous, set, nextSet } = this.#chain;
    const content = { chainId, height, previous, epoch: set.epoch, setHash: set.hash, nextSetHash: nextSet.hash };
    const decision = this.#options.desk.decidable(this.#chain);
    const tick = createBlock(content, this.#options.backend);
    await this.handle({
      type: 'block',
      height,
      round,
      block: decision === undefined ? tick : this.#deciding(tick, decision),
    });
  }

  /** The block with a decision; a set that it brings decides two heights later. */
  #deciding(tick: Block, decision: NonNullable<Block['decision']>): Block {
    const block = createBlock({ ...tick, decision }, this.#options.backend);
    const { nextSet } = this.#chain.append(block);
    return createBlock({ ...tick, decision, nextSetHash: nextSet.hash }, this.#options.backend);
  }
}
