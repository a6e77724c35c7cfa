import { QForgeError } from '../../base/index.ts';
import { type ChainState, encodeSetChange, quorumSize, type ValidatorSet } from '../../consensus/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { parseMemberCard } from '../setup/member-card.ts';
import { newValidatorOf } from '../setup/member-contact.ts';
import type { Membership } from '../setup/membership.ts';

/** What an operator wants to change. */
export interface ChangeWish {
  /** Cards of those who join, as JSON has them. */
  readonly added: readonly unknown[];
  /** Names or ids of those who leave. */
  readonly removed: readonly string[];
  /** By default the quorum, or as many more as before. */
  readonly approvals?: number;
}

/** A change that can be proposed. */
export interface RequestedChange {
  readonly content: Uint8Array;
  /** The set that it makes. */
  readonly set: ValidatorSet;
  readonly joined: readonly string[];
  readonly left: readonly string[];
}

/**
 * The change that an operator wants, checked as every validator will check it.
 *
 * Throws `MALFORMED`, `VALIDATOR_UNKNOWN`, `VALIDATOR_SET_INVALID`, `CONSENSUS_THRESHOLD_INVALID`.
 */
export function requestedChange(
  { added, removed, approvals }: ChangeWish,
  chain: ChainState,
  membership: Membership,
  backend: CryptoBackend,
): RequestedChange {
  const { set } = chain;
  const leaving = removed.map((named) => {
    const found = set.validators.find(({ name, id }) => name === named || id === named);
    if (found === undefined) throw new QForgeError('VALIDATOR_UNKNOWN', { validator: named });
    return found;
  });
  const cards = added.map((card) => parseMemberCard(card, backend));
  const size = set.size - leaving.length + cards.length;
  const change = {
    base: set.hash,
    approvals: approvals ?? usualApprovals(set, size),
    removed: leaving.map(({ id }) => id),
    added: cards.map(newValidatorOf),
  };
  const content = encodeSetChange(change);
  const made = chain.successorBy(content);
  const objection = membership.objectionTo(change, set);
  if (objection !== undefined) throw new QForgeError('VALIDATOR_SET_INVALID', { reason: objection });
  return { content, set: made, joined: cards.map(({ name }) => name), left: leaving.map(({ name }) => name) };
}

/** As far above the quorum as before, where there are so many. */
function usualApprovals(set: ValidatorSet, size: number): number {
  const quorum = quorumSize(size);
  return Math.max(quorum, Math.min(size, quorum + set.approvals - set.quorum));
}
