import type { SignedStatement, Statement } from '../../../src/consensus/chain/statement.ts';
import {
  type ConsensusMessage,
  type QuorumCertificate,
  type Reducer,
  type ReducerEffect,
  type ReducerEvent,
  type ReducerState,
  restoredState,
  type SafetyRecord,
} from '../../../src/consensus/index.ts';
import type { Observations } from './observations.ts';
import { type ToyBlock, type ToyChain, toySignature } from './toy-chain.ts';

type Timer = Extract<ReducerEffect<ToyBlock>, { type: 'schedule' }>;

/** A block as it lies in a log. */
export interface LoggedBlock {
  readonly block: ToyBlock;
  readonly certificate: QuorumCertificate;
}

/** What a validator needs of the world around it. */
export interface Surroundings {
  readonly reduce: Reducer<ToyBlock>;
  readonly observations: Observations;
  /** What is still there of a record after a crash; only mutants have other disks than the one that keeps everything. */
  kept(record: SafetyRecord<ToyBlock>): SafetyRecord<ToyBlock> | undefined;
  send(host: SimulatedValidator, message: ConsensusMessage<ToyBlock>): void;
  blockFor(host: SimulatedValidator, height: number, round: number): ToyBlock;
}

/** A validator with a disk and timers, around the reducer of the product. A twin is another one under the same name. */
export class SimulatedValidator {
  readonly index: number;
  readonly member: string;
  readonly isHonest: boolean;
  readonly log: LoggedBlock[] = [];
  readonly #world: Surroundings;
  readonly #genesis: ToyChain;
  #chain: ToyChain;
  #state: ReducerState<ToyBlock>;
  /** Records of the current height on the disk, and the one before them. */
  #durable: SafetyRecord<ToyBlock>[] = [];
  timers: Timer[] = [];
  /** Height at which a certified block was asked for. */
  fetching = 0;
  wantedProof: { readonly round: number; readonly value: string } | undefined;
  isDown = false;
  /** Effects that are still carried out before the validator crashes; no crash when negative. */
  effectsToCrash = -1;
  readonly #signed = new Map<number, SignedStatement>();
  #heard: SignedStatement[] = [];

  constructor(index: number, member: string, isHonest: boolean, genesis: ToyChain, world: Surroundings) {
    this.index = index;
    this.member = member;
    this.isHonest = isHonest;
    this.#world = world;
    this.#genesis = genesis;
    this.#chain = genesis;
    this.#state = restoredState(member, genesis);
  }

  get state(): ReducerState<ToyBlock> {
    return this.#state;
  }

  get height(): number {
    return this.#chain.height;
  }

  /** Hands an event to the reducer and does what follows; own statements come back until nothing more does. */
  handle(event: ReducerEvent<ToyBlock>, isFaultySender = false): readonly ReducerEffect<ToyBlock>[] {
    const { height } = this;
    const { state, effects } = this.#world.reduce(this.#state, event);
    this.#state = state;
    // What is early is judged when its height comes.
    const isWatched = isFaultySender && this.isHonest && event.type === 'message' && event.message.height <= height;
    if (isWatched) this.#listen(event.message, effects);
    if (effects.length === 0) return effects;
    let next: ReducerEvent<ToyBlock>[] | undefined;
    for (const effect of effects) {
      if (this.#crashesNow()) return effects;
      // There is one for every message that is taken, and nothing to do about it here.
      if (effect.type === 'relay') continue;
      const follows = this.#carryOut(effect);
      if (follows === undefined) continue;
      if (next === undefined) next = [follows];
      else next.push(follows);
    }
    if (next === undefined) return effects;
    for (const event of next) if (!this.isDown) this.handle(event);
    return effects;
  }

  #crashesNow(): boolean {
    if (this.effectsToCrash < 0) return this.isDown;
    this.effectsToCrash -= 1;
    if (this.effectsToCrash < 0) this.crash();
    return this.isDown;
  }

  /** Returns what is to be handed in when all effects are carried out. */
  #carryOut(effect: ReducerEffect<ToyBlock>): ReducerEvent<ToyBlock> | undefined {
    switch (effect.type) {
      case 'persist':
        this.#write(effect.record);
        return undefined;
      case 'send':
        return { type: 'message', message: this.#send(effect.statement, effect.block) };
      case 'decide':
        this.#decide(effect);
        return undefined;
      case 'schedule':
        this.timers.push(effect);
        return undefined;
      case 'want-block':
        return { ...effect, type: 'block', block: this.#world.blockFor(this, effect.height, effect.round) };
      case 'want-proof':
        this.wantedProof = { round: effect.round, value: effect.value };
        return undefined;
      case 'fetch':
        this.fetching = effect.height;
        return undefined;
      case 'evidence':
        if (this.isHonest) this.#world.observations.accused(effect.evidence);
        return undefined;
      default:
        return undefined;
    }
  }

  #write(record: SafetyRecord<ToyBlock>): void {
    const kept = this.#world.kept(record);
    if (kept !== undefined) this.#durable.push(kept);
  }

  #send(statement: Statement, block: ToyBlock | undefined): ConsensusMessage<ToyBlock> {
    const message = {
      ...statement,
      signature: toySignature(this.member, statement),
      block,
    } as ConsensusMessage<ToyBlock>;
    if (this.isHonest) this.#world.observations.signed(this.#signed, message);
    this.#world.send(this, message);
    return message;
  }

  #decide({ height, block, certificate }: Extract<ReducerEffect<ToyBlock>, { type: 'decide' }>): void {
    if (this.isHonest) this.#world.observations.decided(this.log.at(-1)?.block, height, block, certificate);
    this.log.push({ block, certificate });
    this.#chain = this.#chain.append(block);
    this.timers = [];
    this.#durable = this.#durable.slice(-1);
    this.fetching = 0;
    this.wantedProof = undefined;
    // The next height begins by an event of its own, when the effects of this one are done.
    this.timers.push({ type: 'schedule', height: height + 1, round: -1, step: 'propose', delayMs: 0 });
  }

  #listen(message: ConsensusMessage<ToyBlock>, effects: readonly ReducerEffect<ToyBlock>[]): void {
    const refused = effects.find(({ type }) => type === 'refuse');
    if (refused?.type === 'refuse' && refused.reason !== 'too-many-conflicts') return;
    this.#world.observations.heard(this.#heard, message, effects);
  }

  /** Loses everything that is not on the disk. */
  crash(): void {
    this.isDown = true;
    this.effectsToCrash = -1;
  }

  /** Comes back from its disk, and says again what it has said at this height. */
  restart(): void {
    this.isDown = false;
    this.#heard = [];
    this.timers = [];
    this.#chain = this.log.reduce((chain, { block }) => chain.append(block), this.#genesis);
    this.#state = restoredState(this.member, this.#chain, this.#durable.at(-1));
    this.handle({ type: 'begin' });
    for (const { statement, block } of this.#durable.slice()) this.#repeat(statement, block);
  }

  #repeat(statement: Statement, block: ToyBlock | undefined): void {
    if (this.isDown || statement.height !== this.height) return;
    this.handle({ type: 'message', message: this.#send(statement, block) });
  }
}
