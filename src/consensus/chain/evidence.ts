import { ByteReader, ByteWriter, QForgeError } from '../../base/index.ts';
import type { Digest } from '../digest.ts';
import type { ValidatorSet } from '../validator-set.ts';
import { isSignedBy, readSignedStatement, type SignedStatement, writeSignedStatement } from './statement.ts';

const VERSION = 1;
const kindNumbers = { equivocation: 1, amnesia: 2 } as const;

/** How a validator has broken the protocol. */
export type EvidenceKind = keyof typeof kindNumbers;

/** Two statements of one validator that no honest one signs both: portable proof against it. spec/consensus §8 */
export interface Evidence {
  readonly kind: EvidenceKind;
  readonly first: SignedStatement;
  readonly second: SignedStatement;
}

/** Whether two statements are of one step of one validator, and yet differ. */
export function isEquivocation(a: SignedStatement, b: SignedStatement): boolean {
  return a.round === b.round && a.kind === b.kind && isSameVoter(a, b) && !isSameStatement(a, b);
}

/**
 * Whether a precommit and a later prevote show that a lock was forgotten: the prevote is for another block, and the lock that it
 * relies on is older than the precommit. The argument is in spec/consensus §8.
 */
export function isAmnesia(precommit: SignedStatement, prevote: SignedStatement): boolean {
  if (precommit.kind !== 'precommit' || prevote.kind !== 'prevote' || !isSameVoter(precommit, prevote)) return false;
  if (precommit.value === null || prevote.value === null || precommit.value === prevote.value) return false;
  return prevote.round > precommit.round && prevote.lockRound < precommit.round;
}

/** Whether two statements of one step say the same. */
export function isSameStatement(a: SignedStatement, b: SignedStatement): boolean {
  return a.value === b.value && a.lockRound === b.lockRound;
}

function isSameVoter(a: SignedStatement, b: SignedStatement): boolean {
  return a.validator === b.validator && a.height === b.height && a.epoch === b.epoch && a.chainId === b.chainId;
}

/** Verifies evidence against the set of its height. Throws `EVIDENCE_INVALID`, `VALIDATOR_UNKNOWN`. */
export function verifyEvidence(unverified: Evidence, set: ValidatorSet, chainId: Digest): Evidence {
  const refuse = (reason: string): never => {
    throw new QForgeError('EVIDENCE_INVALID', { reason });
  };
  const { kind, first, second } = unverified;
  if (first.chainId !== chainId) refuse('it is of another chain');
  if (first.epoch !== set.epoch) refuse(`it is of epoch ${first.epoch}, not ${set.epoch}`);
  const holds = kind === 'equivocation' ? isEquivocation(first, second) : isAmnesia(first, second);
  if (!holds) refuse('an honest validator may sign both statements');
  const validator = set.at(first.validator);
  if (!isSignedBy(first, validator) || !isSignedBy(second, validator)) refuse('a signature does not verify');
  return unverified;
}

//  | 1 u8 | kind u8 | signed statement | signed statement |   spec/consensus §8
/** The bytes of evidence. */
export function encodeEvidence({ kind, first, second }: Evidence): Uint8Array {
  const writer = new ByteWriter().u8(VERSION).u8(kindNumbers[kind]);
  return writeSignedStatement(writeSignedStatement(writer, first), second).finish();
}

/** Reads evidence; nothing is verified yet. Throws `MALFORMED`. */
export function decodeEvidence(unverified: Uint8Array): Evidence {
  const reader = new ByteReader(unverified, 'The evidence');
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const kindNumber = reader.u8();
  const kind = (['equivocation', 'amnesia'] as const).find((name) => kindNumbers[name] === kindNumber);
  if (kind === undefined) throw reader.malformed('its kind is unknown');
  const evidence = { kind, first: readSignedStatement(reader), second: readSignedStatement(reader) };
  reader.end();
  return evidence;
}
