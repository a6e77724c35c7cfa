import { type ByteReader, type ByteWriter, QForgeError } from '../../base/index.ts';
import type { Digest } from '../digest.ts';
import { MAX_VALIDATORS, type ValidatorSet } from '../validator-set.ts';
import { type BallotEntry, type BallotSubject, readEntry, verifyBallot, writeEntry } from './ballot.ts';
import type { Verdict } from './verdict.ts';

//  | n u16 | n x entry |   by ascending validator, each once. spec/consensus §3

/** Writes entries in their canonical order. */
export function writeBallotList(writer: ByteWriter, entries: readonly BallotEntry[]): ByteWriter {
  writer.u16(entries.length);
  for (const entry of entries.toSorted((a, b) => a.validator - b.validator)) writeEntry(writer, entry);
  return writer;
}

/** Reads entries: at most one of each validator. */
export function readBallotList(reader: ByteReader): readonly BallotEntry[] {
  const count = reader.u16();
  if (count > MAX_VALIDATORS) throw reader.malformed(`it has more than ${MAX_VALIDATORS} ballots`);
  const entries: BallotEntry[] = [];
  let last = -1;
  for (let index = 0; index < count; index++) {
    const entry = readEntry(reader);
    if (entry.validator <= last) throw reader.malformed('its ballots do not ascend');
    last = entry.validator;
    entries.push(entry);
  }
  return entries;
}

/** How many ballots of each verdict there are. */
export function countVerdicts(entries: readonly BallotEntry[]): Readonly<Record<Verdict, number>> {
  const counts = { approve: 0, reject: 0, abstain: 0 };
  for (const { verdict } of entries) counts[verdict] += 1;
  return counts;
}

/** Verifies every ballot of a list, and that no validator is there twice. Throws `BALLOT_REFUSED` or `VALIDATOR_UNKNOWN`. */
export function verifyBallotList(
  entries: readonly BallotEntry[],
  subject: BallotSubject,
  set: ValidatorSet,
  chainId: Digest,
): void {
  if (new Set(entries.map(({ validator }) => validator)).size < entries.length) {
    throw new QForgeError('BALLOT_REFUSED', { reason: 'its validator is counted twice' });
  }
  for (const entry of entries) verifyBallot({ ...subject, ...entry }, set, chainId);
}
