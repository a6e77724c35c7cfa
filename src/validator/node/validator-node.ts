import { isQForgeError, QForgeError } from '../../base/index.ts';
import {
  type Ballot,
  type Block,
  type CertifiedBlock,
  type ChainState,
  type ConsensusMessage,
  type Digest,
  type Proposal,
  type Verdict,
  validatorIdOf,
} from '../../consensus/index.ts';
import { leafOf } from '../log/decision-leaf.ts';
import { ConsensusDriver, type ConsensusHost } from './consensus-driver.ts';
import { Dissemination } from './dissemination.ts';
import { EpochTeller } from './epoch-teller.ts';
import { EvidenceKeeper } from './evidence-keeper.ts';
import { HistoryDesk } from './history-desk.ts';
import { LogFolder } from './log-folder.ts';
import { NodeTimers } from './node-timers.ts';
import { OutcomeBoard } from './outcome-board.ts';
import { PeerGate } from './peer-gate.ts';
import type { PeerMessage } from './peer-message.ts';
import { PeerTeller } from './peer-teller.ts';
import { ProposalJudge } from './proposal-judge.ts';
import { RefusalCounter } from './refusal-counter.ts';
import { RollbackWatch } from './rollback-watch.ts';
import { SerialQueue } from './serial-queue.ts';
import type { ValidatorNodeOptions } from './validator-node-options.ts';
import { type ProposalOutcome, statusOf, type ValidatorStatus } from './validator-status.ts';

const MAX_HELD_STATEMENTS = 1024;

/**
 * A running validator: the reducer with a disk, timers and peers. docs/validators.md
 *
 * Everything that happens goes through one queue, and the effects of the reducer are carried out in their order: what must be durable
 * is so before anything that follows from it leaves.
 */
export class ValidatorNode {
  readonly #options: ValidatorNodeOptions;
  readonly #queue: SerialQueue;
  readonly #refusals: RefusalCounter;
  readonly #gate: PeerGate;
  readonly #driver: ConsensusDriver;
  readonly #rollback: RollbackWatch;
  readonly #timers: NodeTimers;
  readonly #history: HistoryDesk;
  readonly #folder: LogFolder;
  readonly #dissemination: Dissemination;
  readonly #outcomes: OutcomeBoard;
  readonly #judge: ProposalJudge;
  readonly #teller: PeerTeller;
  readonly #epochs: EpochTeller;
  readonly #evidence: EvidenceKeeper;
  /** Statements that came before this validator may vote. */
  #held: { readonly peer: string; readonly message: ConsensusMessage<Block> }[] = [];
  readonly #ownId: Digest;
  #isBegun = false;
  #isTicking = false;
  #isStopped = false;
  #failure: unknown;

  constructor(options: ValidatorNodeOptions) {
    this.#options = options;
    const { chain, votes, backend, times, roster } = options;
    this.#ownId = validatorIdOf(options.voteKey, backend);
    this.#timers = new NodeTimers(options.clock);
    this.#refusals = new RefusalCounter(options);
    this.#gate = new PeerGate(options, (reason, peer) => this.#refusals.count(reason, peer));
    this.#teller = new PeerTeller(options);
    this.#epochs = new EpochTeller(options, chain);
    this.#evidence = new EvidenceKeeper(options);
    this.#rollback = new RollbackWatch(votes, (told) => {
      const { chain: now, state } = this.#driver;
      const members = told.filter((peer) => roster.standingOf(peer) === 'member').length;
      return members + (state.seat < 0 ? 0 : 1) >= now.set.quorum;
    });
    this.#queue = new SerialQueue((error) => this.#fail(error));
    this.#history = new HistoryDesk({
      ...options,
      ...times,
      random: backend.random,
      later: (delayMs, work) => this.#later(delayMs, work),
    });
    this.#outcomes = new OutcomeBoard(options.clock);
    this.#driver = new ConsensusDriver(options, this.#host());
    this.#judge = new ProposalJudge({
      ...options,
      chain: () => this.#driver.chain,
      mayVote: () => this.#rollback.isTrusted,
      vote: (proposalId, verdict, methodResults) => this.#vote(proposalId, verdict, methodResults),
      later: (work) => this.#queue.push(() => work().then(() => this.#maybeBegin())),
    });
    this.#dissemination = new Dissemination(options, this.#teller, {
      driver: this.#driver,
      later: (delayMs, work) => this.#later(delayMs, work),
      isListening: () => !this.#rollback.isTrusted,
    });
    this.#folder = new LogFolder({
      ...options,
      tell: (size, line) => {
        if (!this.#isStopped) this.#teller.others({ type: 'cosignature', size, line });
      },
      refuse: (reason, peer) => this.#gate.refuse(reason, peer),
      later: (delayMs, work) => void this.#timers.after(delayMs, work),
      onFailure: (error) => this.#fail(error),
    });
  }

  #host(): ConsensusHost {
    return {
      later: (delayMs, work) => this.#timers.after(delayMs, () => this.#queue.push(work)),
      tellOthers: (message) => this.#teller.others(message),
      noteNews: () => this.#dissemination.noteNews(),
      decided: (decided) => this.#decide(decided),
      fetch: () => this.#history.fetch(),
      keepEvidence: (evidence) => this.#evidence.keep(evidence),
      refuse: (reason, peer) => this.#gate.refuse(reason, peer),
    };
  }

  /** Begins: folds what the log lacks, takes part once enough others have told what they know, and repeats what gets lost. */
  start(decided: readonly Block[]): void {
    this.#folder.add(...decided.slice(this.#options.log.size).map(leafOf));
    for (const block of decided) this.#outcomes.note(block);
    this.#queue.push(async () => {
      await this.#folder.fold();
      await this.#judge.considerAll();
      this.#noteCandidates();
      await this.#maybeBegin();
    });
    this.#timers.every(this.#options.times.repeatMs, () => this.#repeat());
  }

  /** Ends; nothing is sent any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timers.stop();
    await Promise.all([this.#queue.idle(), this.#folder.idle()]);
  }

  /** A peer can be reached: it is told where this validator stands and everything that it may lack. */
  peerJoined(peer: string): void {
    this.#soon(() => this.#dissemination.tellAll(peer));
  }

  /** A message of a peer. */
  receive(peer: string, unverified: Uint8Array): void {
    this.#queue.push(async () => {
      if (this.#isStopped) return;
      const message = this.#gate.open(peer, unverified, this.#driver.chain.height);
      if (message !== undefined) await this.#take(peer, message);
    });
  }

  /** Takes a proposal of this validator's operator; durable when it resolves. Throws `VALIDATOR_REQUEST_REFUSED`. */
  propose(proposal: Proposal): Promise<void> {
    return this.#queue.ask(async () => {
      const answer = await this.#options.desk.addProposal(proposal, this.#driver.chain);
      if (answer !== 'taken')
        throw new QForgeError('VALIDATOR_REQUEST_REFUSED', { reason: answer.replaceAll('-', ' ') });
      this.#teller.others({ type: 'proposal', proposal });
      this.#judge.consider(proposal);
      await this.#maybeBegin();
    });
  }

  /** Votes as the operator says; durable when it resolves. Throws `VALIDATOR_REQUEST_REFUSED`. */
  vote(proposalId: Digest, verdict: Verdict): Promise<void> {
    return this.#queue.ask(async () => {
      await this.#vote(proposalId, verdict);
      await this.#maybeBegin();
    });
  }

  /** Resolves with how a proposal ended, once it has; undefined when the time is over. */
  outcomeOf(id: Digest, waitMs: number): Promise<ProposalOutcome | undefined> {
    return this.#outcomes.of(id, waitMs);
  }

  /** The end of the log here. */
  get chain(): ChainState {
    return this.#driver.chain;
  }

  /** What this validator knows and does. */
  status(): ValidatorStatus {
    return {
      ...statusOf(this.#options, this.#driver),
      isVoting: this.#rollback.isTrusted,
      refused: this.#refusals.counts(),
      evidence: this.#evidence.count,
    };
  }

  async #take(peer: string, message: PeerMessage): Promise<void> {
    const standing = this.#options.roster.standingOf(peer);
    if (standing === undefined) return this.#gate.refuse('not-a-member', peer);
    if (standing === 'former') return this.#takeFromFormer(peer, message);
    switch (message.type) {
      case 'hello':
        return this.#greet(peer, message.chainId, message.height);
      case 'told':
        return this.#heardAll(peer);
      case 'consensus':
        return this.#takeStatement(peer, message.message);
      case 'proposal':
        return this.#takeProposal(peer, message.proposal);
      case 'ballot':
        return this.#takeBallot(peer, message.ballot);
      case 'ask-block':
        return this.#serve(peer, message.height);
      case 'block':
        return this.#takeHistory(peer, message.decided);
      case 'ask-proof':
        return this.#prove(peer, message);
      case 'proof':
        return this.#driver.handle({ type: 'certificate', certificate: message.certificate }, peer);
      case 'cosignature':
        return this.#folder.take(peer, message.size, message.line);
      case 'known':
        this.#history.note(peer, message.summary.height - 1);
        return this.#dissemination.answer(peer, message.summary);
    }
  }

  /** One that has left may read the log up to where it says so; nothing else of it is taken. */
  async #takeFromFormer(peer: string, message: PeerMessage): Promise<void> {
    if (message.type === 'hello' || message.type === 'told') return undefined;
    if (message.type !== 'ask-block') return this.#gate.refuse('removed-validator', peer);
    return this.#serve(peer, message.height);
  }

  /** Before this validator may vote, statements wait: taking part is voting. */
  async #takeStatement(peer: string, message: ConsensusMessage<Block>): Promise<void> {
    this.#rollback.check(message, this.#driver.chain, this.#driver.state.seat);
    if (this.#rollback.isTrusted) return this.#driver.handle({ type: 'message', message }, peer);
    if (this.#held.length < MAX_HELD_STATEMENTS) this.#held.push({ peer, message });
    return undefined;
  }

  /** A peer has told all; whoever is further has told of a height that this validator can't judge yet. */
  async #heardAll(peer: string): Promise<void> {
    if (this.#rollback.isTrusted || this.#history.isAhead(peer) || !this.#rollback.told(peer)) return;
    const held = this.#held;
    this.#held = [];
    for (const { message } of held) this.#rollback.check(message, this.#driver.chain, this.#driver.state.seat);
    await this.#judge.considerAll();
    await this.#maybeBegin();
    for (const { peer: from, message } of held) await this.#driver.handle({ type: 'message', message }, from);
  }

  async #decide({ block, certificate }: CertifiedBlock): Promise<void> {
    await this.#options.decisions.append({ block, certificate });
    this.#isBegun = false;
    this.#outcomes.note(block);
    this.#options.metrics.count('qforge_validator_decisions_total', 1, { outcome: block.decision?.outcome ?? 'tick' });
    const { desk, roster, links } = this.#options;
    const { chain } = this.#driver;
    await desk.settle(chain);
    // Whoever leaves by this block must hear that it is there.
    const peers = links.connected();
    await roster.decided(chain, { block, certificate });
    this.#epochs.decided(chain, { block, certificate });
    this.#folder.add(leafOf(block));
    this.#folder.foldSoon();
    for (const peer of peers) this.#teller.hello(peer, chain);
    if (chain.hasLeft(this.#ownId)) return this.#leave(chain);
    this.#queue.push(async () => {
      await this.#judge.considerAll();
      this.#noteCandidates();
      await this.#maybeBegin();
    });
    return undefined;
  }

  /** Whoever joins by an open change that this validator approves, may come and look before it is decided. */
  #noteCandidates(): void {
    this.#options.roster.approves(this.#options.desk.approvedChanges(this.#driver.chain));
  }

  /** The log says that this validator is no member any more. */
  async #leave({ set, height }: ChainState): Promise<void> {
    await this.#folder.fold();
    this.#isStopped = true;
    this.#timers.stop();
    const removal = { epoch: set.epoch, height };
    this.#options.logger.log('warn', 'audit', 'this validator is no member any more', removal);
    this.#options.onRemoved(removal);
  }

  /** Takes part in the height if there is something to decide, and enough others have told what they know. */
  async #maybeBegin(): Promise<void> {
    const { desk, votes, times } = this.#options;
    if (!this.#rollback.isTrusted || this.#isBegun || this.#driver.state.seat < 0) return;
    const isInMiddle = votes.last?.statement.height === this.#driver.chain.height;
    if (!isInMiddle && desk.decidable(this.#driver.chain) === undefined) {
      if (desk.open.length > 0) this.#tickLater(times.tickMs);
      return;
    }
    await this.#begin();
  }

  async #begin(): Promise<void> {
    this.#isBegun = true;
    await this.#driver.begin();
  }

  /** Lets the log grow towards deadlines when proposals lie undecided. */
  #tickLater(delayMs: number): void {
    if (this.#isTicking) return;
    this.#isTicking = true;
    const { height } = this.#driver.chain;
    this.#timers.after(delayMs, () => {
      this.#isTicking = false;
      this.#queue.push(async () => {
        if (this.#driver.chain.height !== height) return this.#maybeBegin();
        if (!this.#isBegun && this.#options.desk.open.length > 0 && this.#rollback.isTrusted) await this.#begin();
      });
    });
  }

  async #takeProposal(peer: string, proposal: Proposal): Promise<void> {
    const answer = this.#options.desk.takeProposal(proposal, this.#driver.chain);
    if (answer !== 'taken') return this.#gate.refuse(answer, peer);
    this.#dissemination.noteNews();
    this.#judge.consider(proposal);
    return this.#maybeBegin();
  }

  async #takeBallot(peer: string, ballot: Ballot): Promise<void> {
    const answer = await this.#options.desk.takeBallot(ballot, this.#driver.chain);
    if (answer === 'conflicting-ballot') this.#evidence.note();
    if (answer !== 'taken') return this.#gate.refuse(answer, peer);
    this.#dissemination.noteNews();
    return this.#maybeBegin();
  }

  /** A ballot is a vote too: none before others have told what this validator may have forgotten. */
  async #vote(proposalId: Digest, verdict: Verdict, methodResults?: Digest): Promise<void> {
    if (!this.#rollback.isTrusted) {
      throw new QForgeError('VALIDATOR_REQUEST_REFUSED', { reason: 'not enough other validators are there yet' });
    }
    const ballots = await this.#options.desk.vote(proposalId, verdict, this.#driver.chain, methodResults);
    for (const ballot of ballots) this.#teller.others({ type: 'ballot', ballot });
    this.#noteCandidates();
  }

  #greet(peer: string, chainId: Digest, height: number): void {
    if (chainId !== this.#driver.chain.chainId) return this.#gate.refuse('wrong-chain', peer);
    return this.#history.note(peer, height);
  }

  async #serve(peer: string, height: number): Promise<void> {
    const mayHave = height <= this.#options.roster.lastHeightOf(peer);
    if (!mayHave || !(await this.#history.serve(peer, height))) this.#gate.refuse('not-needed', peer);
  }

  async #takeHistory(peer: string, { block, certificate }: CertifiedBlock): Promise<void> {
    if (certificate.step !== 'precommit') return this.#gate.refuse('bad-certificate', peer);
    const { height } = this.#driver.chain;
    await this.#driver.handle({ type: 'certificate', certificate, block }, peer);
    if (this.#driver.chain.height > height) this.#history.goOn();
  }

  #prove(peer: string, { height, round, value }: Extract<PeerMessage, { type: 'ask-proof' }>): void {
    const certificate = this.#driver.proofOfLock(height, round, value);
    if (certificate === undefined) return this.#gate.refuse('not-needed', peer);
    return this.#teller.only(peer, { type: 'proof', certificate });
  }

  /** What was lost on the way, or came too early, is found out again and again; what others have said becomes durable, if nothing has made it so yet. */
  #repeat(): void {
    this.#queue.push(() => this.#options.desk.flush());
    this.#soon(() => this.#dissemination.announce());
  }

  /** Does this in the queue, unless the validator has stopped by then. */
  #soon(work: () => void): void {
    this.#queue.push(() => {
      if (!this.#isStopped) work();
      return Promise.resolve();
    });
  }

  #later(delayMs: number, work: () => void): void {
    this.#timers.after(delayMs, () => this.#soon(work));
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#isStopped = true;
    this.#timers.stop();
    const code = isQForgeError(error) ? error.code : 'UNKNOWN';
    this.#options.logger.log('error', 'consensus', 'the validator has stopped', { code });
    this.#options.onFailure(error);
  }
}
