import {
  type ConsensusMessage,
  createReducer,
  type MemberSet,
  type QuorumCertificate,
  type ReducerEffect,
  type ReducerEvent,
  type ReducerState,
  restoredState,
  type Statement,
  type StatementKind,
} from '../../../src/consensus/index.ts';
import { type ToyBlock, ToyChain, toySignature } from '../../simulation/twins/toy-chain.ts';

/** Four validators, v0 to v3; v2 proposes round 1 of height 1, v1 round 0. */
export const fourMembers: MemberSet = { epoch: 0, members: ['v0', 'v1', 'v2', 'v3'], faulty: 1, quorum: 3 };

/** A block that may be decided at height 1. */
export function toyBlock(value: string, changes: Partial<ToyBlock> = {}): ToyBlock {
  return { value, height: 1, previous: 'genesis', isBroken: false, change: undefined, ...changes };
}

/** A statement of validator `validator`, signed by itself unless it says otherwise. */
export function toyMessage(
  kind: StatementKind,
  validator: number,
  value: string | null,
  { block, signer, ...changes }: Partial<Statement> & { block?: ToyBlock; signer?: string } = {},
): ConsensusMessage<ToyBlock> {
  const place = { chainId: 'toy', epoch: 0, height: 1, round: 0, lockRound: -1 };
  const statement: Statement = { kind, validator, value, ...place, ...changes };
  const signature = toySignature(signer ?? `v${validator}`, statement);
  const proposed = kind === 'proposal' ? { block: block ?? toyBlock(value ?? '') } : {};
  return { ...statement, signature, ...proposed } as ConsensusMessage<ToyBlock>;
}

/** A quorum's votes as a certificate. */
export function toyCertificate(
  step: QuorumCertificate['step'],
  value: string,
  validators: readonly number[],
  changes: Partial<QuorumCertificate> = {},
): QuorumCertificate {
  const header = { step, chainId: 'toy', epoch: 0, height: 1, round: 0, value, ...changes };
  const votes = validators.map((validator) => {
    const { step: kind, ...place } = header;
    const statement: Statement = { kind, ...place, validator, lockRound: -1 };
    return { validator, lockRound: -1, signature: toySignature(`v${validator}`, statement) };
  });
  return { ...header, votes };
}

type SendEffect = Extract<ReducerEffect<ToyBlock>, { type: 'send' }>;

/** One validator under test: events go in, effects are looked at; own statements come back only when the test says so. */
export class Stage {
  readonly #reduce = createReducer<ToyBlock>();
  state: ReducerState<ToyBlock>;
  effects: readonly ReducerEffect<ToyBlock>[] = [];

  constructor(self = 'v0', set: MemberSet = fourMembers) {
    this.state = restoredState(self, new ToyChain(1, 'genesis', set, set));
  }

  /** Hands in an event. */
  on(event: ReducerEvent<ToyBlock>): this {
    const before = structuredClone(plain(this.state));
    const frozen = this.state;
    const outcome = this.#reduce(this.state, event);
    if (JSON.stringify(plain(frozen)) !== JSON.stringify(before))
      throw new Error('the reducer has changed its argument');
    this.state = outcome.state;
    this.effects = outcome.effects;
    return this;
  }

  /** Hands in messages, one after the other. */
  hear(...messages: readonly ConsensusMessage<ToyBlock>[]): this {
    for (const message of messages) this.on({ type: 'message', message });
    return this;
  }

  /** Begins the height. */
  begin(): this {
    return this.on({ type: 'begin' });
  }

  /** Ends a time-out of the current height. */
  timeOut(step: 'propose' | 'prevote' | 'precommit', round: number = this.state.round): this {
    return this.on({ type: 'timeout', height: this.state.chain.height, round, step });
  }

  /** What the last event has made it say: kind, round, value and lock. */
  get said(): readonly string[] {
    const sent = this.effects.filter((effect): effect is SendEffect => effect.type === 'send');
    return sent.map(
      ({ statement: { kind, round, value, lockRound } }) => `${kind} ${round} ${value ?? 'nil'} ${lockRound}`,
    );
  }

  /** The types of the last effects, with the reasons of refusals. */
  get did(): readonly string[] {
    return this.effects.map((effect) => (effect.type === 'refuse' ? effect.reason : effect.type));
  }
}

/** The state without what can't be written as JSON. */
function plain(state: ReducerState<ToyBlock>): unknown {
  return JSON.parse(JSON.stringify(state));
}
