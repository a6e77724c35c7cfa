import type { SignedStatement } from '../../../src/consensus/chain/statement.ts';
import {
  type ConsensusMessage,
  type Reducer,
  type ReducerEffect,
  type ReducerEvent,
  type ReducerState,
  restoredState,
  type SafetyRecord,
  type TimedStep,
} from '../../../src/consensus/index.ts';
import { type ToyBlock, type ToyChain, toySignature } from '../twins/toy-chain.ts';
import { brokenPromises, certificateFault } from './promises.ts';

type ToyMessage = ConsensusMessage<ToyBlock>;

/** What a validator is in the search. */
export interface LoneContext {
  readonly reduce: Reducer<ToyBlock>;
  readonly genesis: ToyChain;
  /** What is still there of a record after a crash. */
  readonly kept: (record: SafetyRecord<ToyBlock>) => SafetyRecord<ToyBlock> | undefined;
  /** Whether validators crash, as often as they like, and come back. */
  readonly crashes: boolean;
}

/**
 * A validator between two steps of the search: what it is about to do, and nothing of what it has heard. Whatever it heard it may hear again,
 * so forgetting takes no behaviour away. docs/adr/0095
 */
export interface LoneState {
  readonly state: ReducerState<ToyBlock>;
  /** What is on its disk, the last record last. */
  readonly durable: readonly SafetyRecord<ToyBlock>[];
  /** What it has sent in all its lives. */
  readonly sent: readonly ToyMessage[];
  readonly decided: string | undefined;
  /** Promises that it has broken. */
  readonly violations: readonly string[];
}

/** What is heard again when it is needed: time-outs that votes have set, too. */
const FORGOTTEN = {
  rounds: [],
  highest: [],
  early: [],
  past: null,
  isPrevoteTimed: false,
  isPrecommitTimed: false,
  isProofWanted: false,
} as const;

/** One validator while it takes a step. */
export class LoneValidator {
  readonly #context: LoneContext;
  readonly #member: string;
  #state: ReducerState<ToyBlock>;
  #timers: readonly TimedStep[] = [];
  #durable: readonly SafetyRecord<ToyBlock>[];
  #sent: readonly ToyMessage[];
  #decided: string | undefined;
  #violations: readonly string[];
  /** Effects until it crashes; it does not when negative. */
  #effectsToCrash: number;
  hasCrashed = false;

  constructor(context: LoneContext, from: LoneState, effectsToCrash = -1) {
    this.#context = context;
    this.#member = from.state.self;
    this.#state = from.state;
    this.#durable = from.durable;
    this.#sent = from.sent;
    this.#decided = from.decided;
    this.#violations = from.violations;
    this.#effectsToCrash = effectsToCrash;
  }

  /** A validator that has not begun. */
  static before(member: string, { genesis }: LoneContext): LoneState {
    const state = restoredState<ToyBlock>(member, genesis);
    return { state, durable: [], sent: [], decided: undefined, violations: [] };
  }

  /** Where the step has led. */
  get result(): LoneState {
    const { heard } = this;
    return { ...heard, state: { ...heard.state, ...FORGOTTEN } };
  }

  /** The same with what was heard in this step. */
  get heard(): LoneState {
    const [durable, sent] = [this.#durable, this.#sent];
    return { state: this.#state, durable, sent, decided: this.#decided, violations: this.#violations };
  }

  /** Time-outs that this step has set for votes. That of a proposal may end at any time, since it is set in every round. */
  get timers(): readonly TimedStep[] {
    return this.#timers.filter((step) => step !== 'propose');
  }

  /** Whether more has happened than that something was heard. */
  hasMovedFrom({ state, sent, decided }: LoneState): boolean {
    const now = this.#state;
    return (
      now.round !== state.round ||
      now.step !== state.step ||
      now.lock !== state.lock ||
      now.valid !== state.valid ||
      this.#timers.length > 0 ||
      this.#sent !== sent ||
      this.#decided !== decided
    );
  }

  /** Hands in an event, and own statements after it. Returns the effects of the event alone. */
  handle(event: ReducerEvent<ToyBlock>): readonly ReducerEffect<ToyBlock>[] {
    const { round } = this.#state;
    const { state, effects } = this.#context.reduce(this.#state, event);
    this.#state = state;
    if (state.round !== round) this.#timers = [];
    const next: ReducerEvent<ToyBlock>[] = [];
    for (const effect of effects) {
      if (this.#crashesNow()) {
        this.restart();
        return effects;
      }
      this.#carryOut(effect, next);
    }
    for (const one of next) if (this.#decided === undefined) this.handle(one);
    return effects;
  }

  /** A time-out of its round ends. */
  fire(step: TimedStep): void {
    this.handle({ type: 'timeout', height: 1, round: this.#state.round, step });
  }

  /** Comes back with what its disk has kept. */
  restart(): void {
    const { genesis } = this.#context;
    this.#effectsToCrash = -1;
    this.hasCrashed = true;
    this.#timers = [];
    this.#state = restoredState(this.#member, genesis, this.#durable.at(-1));
    const repeated = this.#durable;
    this.handle({ type: 'begin' });
    for (const { statement, block } of repeated) {
      if (this.#decided === undefined) this.handle({ type: 'message', message: this.#send(statement, block) });
    }
  }

  #crashesNow(): boolean {
    if (this.#effectsToCrash < 0) return false;
    this.#effectsToCrash -= 1;
    return this.#effectsToCrash < 0;
  }

  #carryOut(effect: ReducerEffect<ToyBlock>, next: ReducerEvent<ToyBlock>[]): void {
    if (effect.type === 'persist') {
      const kept = this.#context.kept(effect.record);
      if (kept !== undefined) this.#durable = [...this.#durable, kept];
    } else if (effect.type === 'send') {
      next.push({ type: 'message', message: this.#send(effect.statement, effect.block) });
    } else if (effect.type === 'schedule') {
      if (effect.round === this.#state.round) this.#timers = [...this.#timers, effect.step];
    } else if (effect.type === 'want-block') {
      next.push({ ...effect, type: 'block', block: this.#blockFor(effect.round) });
    } else if (effect.type === 'decide') {
      this.#decide(effect);
    }
  }

  #blockFor(round: number): ToyBlock {
    const value = `${this.#member}.${round}`;
    return { value, height: 1, previous: this.#context.genesis.previous, isBroken: false, change: undefined };
  }

  #send(statement: SafetyRecord<ToyBlock>['statement'], block: ToyBlock | undefined): ToyMessage {
    const message = { ...statement, signature: toySignature(this.#member, statement), block } as ToyMessage;
    if (this.#sent.some((other) => isSame(other, message))) return message;
    this.#break(brokenPromises(this.#sent, message));
    this.#sent = [...this.#sent, message];
    return message;
  }

  #decide({ block, certificate }: Extract<ReducerEffect<ToyBlock>, { type: 'decide' }>): void {
    this.#decided = block.value;
    this.#timers = [];
    if (block.isBroken) this.#break([`validity: ${block.value} was decided`]);
    this.#break(certificateFault(block, certificate, this.#context.genesis.set));
  }

  #break(promises: readonly string[]): void {
    if (promises.length > 0) this.#violations = [...this.#violations, ...promises];
  }
}

function isSame(a: SignedStatement, b: SignedStatement): boolean {
  return a.kind === b.kind && a.round === b.round && a.value === b.value && a.lockRound === b.lockRound;
}
