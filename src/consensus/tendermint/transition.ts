import type { QuorumCertificate } from '../chain/quorum-certificate.ts';
import type { Statement } from '../chain/statement.ts';
import type { MemberSet } from './chain-tip.ts';
import { type ProtocolRules, positionOf } from './protocol-rules.ts';
import type { ReducerEffect } from './reducer-effect.ts';
import type { TimedStep } from './reducer-event.ts';
import type { ReducerState } from './reducer-state.ts';
import type { Refusal } from './refusal.ts';
import { emptyRound, type RoundVotes, withAppended, withReplaced } from './round-votes.ts';
import { type TimeoutPolicy, timeoutMs } from './timeout-policy.ts';

const NOTHING: readonly never[] = [];

type Draft<B> = { -readonly [K in keyof ReducerState<B>]: ReducerState<B>[K] };

/** Field by field: engines do that without a call. */
function copyOf<B>(state: ReducerState<B>): Draft<B> {
  return {
    self: state.self,
    chain: state.chain,
    seat: state.seat,
    round: state.round,
    step: state.step,
    lock: state.lock,
    valid: state.valid,
    signed: state.signed,
    isPrevoteTimed: state.isPrevoteTimed,
    isPrecommitTimed: state.isPrecommitTimed,
    isProofWanted: state.isProofWanted,
    rounds: state.rounds,
    highest: state.highest,
    early: state.early,
    past: state.past,
  };
}

/** One step of the reducer while it is being taken: a copy of the state, and the effects so far. Nothing it was given is changed. */
export class Transition<B> {
  readonly state: Draft<B>;
  effects: readonly ReducerEffect<B>[] = NOTHING;
  readonly rules: ProtocolRules;
  readonly #timeouts: TimeoutPolicy;

  constructor(state: ReducerState<B>, rules: ProtocolRules, timeouts: TimeoutPolicy) {
    this.state = copyOf(state);
    this.rules = rules;
    this.#timeouts = timeouts;
  }

  get set(): MemberSet {
    return this.rules.setOf(this.state.chain);
  }

  get quorum(): number {
    return this.rules.quorumOf(this.set);
  }

  /** What was said in a round of this height. */
  round(number: number): RoundVotes<B> {
    return this.knownRound(number) ?? emptyRound(number, this.set.members.length);
  }

  /** The same, if anything was said. */
  knownRound(number: number): RoundVotes<B> | undefined {
    const { rounds } = this.state;
    for (let at = rounds.length - 1; at >= 0; at--) if (rounds[at]?.round === number) return rounds[at];
    return undefined;
  }

  /** Puts what was said in a round in place of what is known of it. */
  keepRound(changed: RoundVotes<B>): void {
    const { rounds } = this.state;
    let at = rounds.length - 1;
    while (at >= 0 && rounds[at]?.round !== changed.round) at -= 1;
    this.state.rounds = at < 0 ? withAppended(rounds, changed) : withReplaced(rounds, at, changed);
  }

  /** Signs something at this height and round, if that is allowed: durable first, then sent. spec/consensus §9 */
  sign(kind: Statement['kind'], value: Statement['value'], lockRound: number, block?: B): void {
    const { chain, seat, round, lock, valid, signed } = this.state;
    if (seat < 0) return;
    const { chainId, height } = chain;
    const { epoch } = this.set;
    const statement: Statement = { kind, chainId, epoch, height, round, validator: seat, lockRound, value };
    const position = positionOf(statement);
    if (!this.rules.maySign(signed, position)) return;
    this.state.signed = position;
    const record = block === undefined ? { statement, lock, valid } : { statement, block, lock, valid };
    const persist = { type: 'persist', record } as const;
    const send =
      block === undefined ? ({ type: 'send', statement } as const) : ({ type: 'send', statement, block } as const);
    const [first, second] = this.rules.persistsFirst() ? [persist, send] : [send, persist];
    this.emit(first);
    this.emit(second);
  }

  /** Asks for a time-out in this round. */
  schedule(step: TimedStep): void {
    const { chain, round } = this.state;
    const delayMs = timeoutMs(this.#timeouts, step, round);
    this.emit({ type: 'schedule', height: chain.height, round, step, delayMs });
  }

  /** Adds one more thing to be done, after the others. */
  emit(effect: ReducerEffect<B>): void {
    this.effects = withAppended(this.effects, effect);
  }

  refuse(reason: Refusal): void {
    this.emit({ type: 'refuse', reason });
  }

  /** A quorum's votes for a block as a certificate. */
  certificateOf(round: number, value: string, votes: QuorumCertificate['votes']): QuorumCertificate {
    const { chainId, height } = this.state.chain;
    return { step: 'precommit', chainId, epoch: this.set.epoch, height, round, value, votes };
  }
}
