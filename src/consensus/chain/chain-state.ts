import { isQForgeError, QForgeError } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import type { Digest } from '../digest.ts';
import type { ChainTip } from '../tendermint/chain-tip.ts';
import type { ValidatorSet } from '../validator-set.ts';
import type { Block } from './block.ts';
import { requireApprovedSet, requireSoundDecision } from './block-validity.ts';
import type { Genesis } from './genesis.ts';
import { decodeSetChange, successorSet } from './set-change.ts';
import { isSignedBy, type SignedStatement } from './statement.ts';

/** How many heights behind its deadline a proposal may still be declared expired; its id is remembered until then. */
export const EXPIRY_WINDOW_HEIGHTS = 10_000;

interface ChainStateParts {
  readonly chainId: Digest;
  readonly height: number;
  readonly previous: Digest;
  readonly set: ValidatorSet;
  readonly nextSet: ValidatorSet;
  /** Ids of decided proposals, each with the last height at which it could be decided again. */
  readonly decided: ReadonlyMap<Digest, number>;
  /** Ids of validators that have left: their keys never come back. */
  readonly retired: ReadonlySet<Digest>;
}

const NOBODY: ReadonlySet<Digest> = new Set();

/** The end of the decision log: what may come next. Immutable. spec/consensus §6 */
export class ChainState implements ChainTip<Block> {
  readonly chainId: Digest;
  readonly height: number;
  readonly previous: Digest;
  readonly set: ValidatorSet;
  readonly nextSet: ValidatorSet;
  readonly #decided: ReadonlyMap<Digest, number>;
  readonly #retired: ReadonlySet<Digest>;
  readonly #backend: CryptoBackend;

  private constructor(parts: ChainStateParts, backend: CryptoBackend) {
    this.chainId = parts.chainId;
    this.height = parts.height;
    this.previous = parts.previous;
    this.set = parts.set;
    this.nextSet = parts.nextSet;
    this.#decided = parts.decided;
    this.#retired = parts.retired;
    this.#backend = backend;
  }

  /** The empty log of a chain. */
  static of({ chainId, set }: Genesis, backend: CryptoBackend): ChainState {
    const place = { chainId, height: 1, previous: chainId, set, nextSet: set };
    return new ChainState({ ...place, decided: new Map(), retired: NOBODY }, backend);
  }

  valueOf(block: Block): Digest {
    return block.id;
  }

  /** Whether a proposal was decided already. */
  isDecided(proposalId: Digest): boolean {
    return this.#decided.has(proposalId);
  }

  /** Whether a validator was a member, and is none at this height. */
  hasLeft(id: Digest): boolean {
    return this.#retired.has(id) && this.set.indexOf(id) < 0;
  }

  isAuthentic(unverified: SignedStatement, { members }: { readonly members: readonly Digest[] }): boolean {
    const set = members === this.set.members ? this.set : this.nextSet;
    return isSignedBy(unverified, set.at(unverified.validator));
  }

  isValid(block: Block): boolean {
    try {
      this.requireValid(block);
      return true;
    } catch (error) {
      if (isQForgeError(error) && error.code !== 'ASSERTION_FAILED') return false;
      throw error;
    }
  }

  /**
   * The set that a change, as a proposal of the kind `validator-set` contains it, would make of the one of this height.
   *
   * Throws `MALFORMED`, `VALIDATOR_SET_INVALID`, `CONSENSUS_THRESHOLD_INVALID`. spec/consensus §6
   */
  successorBy(unverifiedChange: Uint8Array): ValidatorSet {
    if (this.nextSet !== this.set)
      throw new QForgeError('VALIDATOR_SET_INVALID', { reason: 'another change of the set has not taken effect yet' });
    return successorSet(decodeSetChange(unverifiedChange), this.set, this.#retired, this.#backend);
  }

  /** Refuses a block that must not come next. Throws `BLOCK_INVALID`, with the reason behind it as its cause. */
  requireValid(block: Block): void {
    const refuse = (reason: string, cause?: unknown): never => {
      throw new QForgeError('BLOCK_INVALID', { height: this.height, reason }, { cause });
    };
    if (block.chainId !== this.chainId) refuse('it is of another chain');
    if (block.height !== this.height) refuse(`it is for height ${block.height}`);
    if (block.previous !== this.previous) refuse('it follows another block');
    if (block.epoch !== this.set.epoch || block.setHash !== this.set.hash) refuse('it names another validator set');
    try {
      this.#requireDecision(block);
    } catch (error) {
      refuse('its decision does not hold', error);
    }
    if (block.nextSetHash !== this.#setAfter(block).hash) refuse('it names another next validator set');
  }

  /** The log with this block, which must be valid, at its end: {@link requireValid} says whether it is. */
  append(block: Block): ChainState {
    const nextSet = this.#setAfter(block);
    const parts = {
      chainId: this.chainId,
      height: this.height + 1,
      previous: block.id,
      set: this.nextSet,
      nextSet,
      decided: this.#decidedAfter(block),
      retired: this.#retiredAfter(nextSet),
    };
    return new ChainState(parts, this.#backend);
  }

  #requireDecision({ decision }: Block): void {
    if (decision === undefined) return;
    if (this.isDecided(decision.proposal.id))
      throw new QForgeError('PROPOSAL_REFUSED', { reason: 'it was decided before' });
    requireSoundDecision(decision, this, EXPIRY_WINDOW_HEIGHTS);
    if (decision.outcome === 'approved' && decision.proposal.kind === 'validator-set') {
      requireApprovedSet(decision, this.successorBy(decision.proposal.content), this);
    }
  }

  #setAfter({ decision }: Block): ValidatorSet {
    const isChange = decision?.outcome === 'approved' && decision.proposal.kind === 'validator-set';
    return isChange ? this.successorBy(decision.proposal.content) : this.nextSet;
  }

  #retiredAfter(nextSet: ValidatorSet): ReadonlySet<Digest> {
    if (nextSet === this.nextSet) return this.#retired;
    const leaving = this.nextSet.members.filter((id) => nextSet.indexOf(id) < 0);
    return leaving.length === 0 ? this.#retired : new Set([...this.#retired, ...leaving]);
  }

  #decidedAfter({ decision }: Block): ReadonlyMap<Digest, number> {
    const kept = [...this.#decided].filter(([, until]) => until > this.height);
    if (decision !== undefined) {
      kept.push([decision.proposal.id, decision.proposal.deadlineHeight + EXPIRY_WINDOW_HEIGHTS]);
    }
    return new Map(kept);
  }
}
