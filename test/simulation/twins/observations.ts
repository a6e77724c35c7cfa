import type { SignedStatement } from '../../../src/consensus/chain/statement.ts';
import type {
  ConsensusMessage,
  Evidence,
  MemberSet,
  QuorumCertificate,
  ReducerEffect,
} from '../../../src/consensus/index.ts';
import { isToySigned, type ToyBlock } from './toy-chain.ts';

const KINDS = ['proposal', 'prevote', 'precommit'] as const;

/** Fewest votes of which any two groups share an honest validator: computed here apart, by search. */
export function safeQuorum(validators: number): number {
  let faulty = 0;
  while (3 * (faulty + 1) + 1 <= validators) faulty += 1;
  let votes = 1;
  while (2 * votes - validators <= faulty) votes += 1;
  return votes;
}

/** What honest validators must never do, watched from outside over one run. */
export class Observations {
  readonly violations: string[] = [];
  /** Sets by height, as the decided blocks put them in place. */
  readonly #sets: MemberSet[] = [];
  readonly #decided: ToyBlock[] = [];
  readonly #isFaulty: (member: string) => boolean;

  constructor(set: MemberSet, isFaulty: (member: string) => boolean) {
    this.#sets[1] = set;
    this.#sets[2] = set;
    this.#isFaulty = isFaulty;
  }

  /** How many heights somebody has decided. */
  get decidedHeights(): number {
    return Math.max(0, this.#decided.length - 1);
  }

  /** Agreement, certificate validity and the chain of hashes, at every decision of an honest validator. */
  decided(last: ToyBlock | undefined, height: number, block: ToyBlock, certificate: QuorumCertificate): void {
    const before = this.#decided[height];
    if (before === undefined) this.#first(height, block);
    else if (before.value !== block.value)
      this.violations.push(`agreement: ${before.value} and ${block.value} at height ${height}`);
    if (block.previous !== (last?.value ?? 'genesis'))
      this.violations.push(`hash chain: ${block.value} follows another block`);
    if (block.isBroken) this.violations.push(`validity: ${block.value} was decided`);
    this.#certified(height, block, certificate);
  }

  #first(height: number, block: ToyBlock): void {
    this.#decided[height] = block;
    const next = this.#sets[height + 1];
    if (next !== undefined) this.#sets[height + 2] = block.change ?? next;
  }

  #certified(height: number, { value }: ToyBlock, certificate: QuorumCertificate): void {
    const set = this.#sets[height];
    if (set === undefined) return;
    const { step, chainId, epoch, round, votes } = certificate;
    const voters = new Set<number>();
    for (const { validator, lockRound, signature } of votes) {
      const vote = { kind: step, chainId, epoch, height, round, validator, lockRound, value, signature };
      if (isToySigned(vote, set.members[validator])) voters.add(validator);
    }
    const isRight = step === 'precommit' && certificate.value === value && certificate.height === height;
    if (!isRight || voters.size !== votes.length || voters.size < safeQuorum(set.members.length)) {
      this.violations.push(`certificate: that of ${value} at height ${height} proves nothing`);
    }
  }

  /** No honest validator signs two statements for one step. */
  signed(known: Map<number, SignedStatement>, statement: SignedStatement): void {
    const place = (statement.height * 4096 + statement.round) * 4 + KINDS.indexOf(statement.kind);
    const before = known.get(place);
    if (before === undefined) known.set(place, statement);
    else if (before.value !== statement.value || before.lockRound !== statement.lockRound) {
      this.violations.push(`self-equivocation: ${statement.kind} ${statement.height}/${statement.round}`);
    }
  }

  /** Whoever is accused is faulty. */
  accused({ first }: Evidence): void {
    const member = this.#sets[first.height]?.members[first.validator];
    if (member !== undefined && !this.#isFaulty(member))
      this.violations.push(`evidence: against ${member}, who is honest`);
  }

  /** What proves a validator faulty together with what is known already, is reported when it comes. */
  heard(
    known: SignedStatement[],
    message: ConsensusMessage<ToyBlock>,
    effects: readonly ReducerEffect<ToyBlock>[],
  ): void {
    const isProof = known.some((other) => isBetrayal(other, message) || isBetrayal(message, other));
    if (isProof && !effects.some(({ type }) => type === 'evidence')) {
      this.violations.push(`evidence: ${message.kind} ${message.height}/${message.round} was not reported`);
    }
    known.push(message);
  }
}

/** Two statements for one step; or a precommit, and a later prevote against it on an older lock. Written apart from the product's rule. */
export function isBetrayal(a: SignedStatement, b: SignedStatement): boolean {
  if (a.height !== b.height || a.validator !== b.validator) return false;
  if (a.round === b.round) return a.kind === b.kind && (a.value !== b.value || a.lockRound !== b.lockRound);
  if (a.kind !== 'precommit' || b.kind !== 'prevote' || b.round < a.round) return false;
  return a.value !== null && b.value !== null && a.value !== b.value && b.lockRound < a.round;
}
