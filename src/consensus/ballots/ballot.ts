import { ByteReader, ByteWriter, QForgeError, utf8 } from '../../base/index.ts';
import type { SigningKey } from '../../crypto/index.ts';
import { DIGEST_BYTES, type Digest, digestBytes, digestText } from '../digest.ts';
import { type ValidatorSet, VOTE_SIGNATURE_BYTES } from '../validator-set.ts';
import { isVerdictNumber, type Verdict, verdictNumbers, verdictOf } from './verdict.ts';

const VERSION = 1;
const CONTEXT = utf8('qforge ballot v1');

/** What a ballot is about: one set, one proposal. */
export interface BallotSubject {
  readonly chainId: Digest;
  readonly epoch: number;
  readonly setHash: Digest;
  readonly proposalId: Digest;
}

/** What one validator says of it. */
export interface BallotEntry {
  /** Its number in the set. */
  readonly validator: number;
  readonly verdict: Verdict;
  /** Digest of the results of the verification methods behind the verdict. */
  readonly methodResults: Digest;
  readonly signature: Uint8Array;
}

/** One validator's signed verdict on one proposal. spec/consensus §3 */
export interface Ballot extends BallotSubject, BallotEntry {}

/** Digest to sign when no verification method was run. */
export const NO_METHOD_RESULTS: Digest = '0'.repeat(2 * DIGEST_BYTES);

/** Signs a ballot. */
export function signBallot(content: Omit<Ballot, 'signature'>, key: SigningKey): Ballot {
  return { ...content, signature: key.sign(signedBytes(content), CONTEXT) };
}

/**
 * Verifies a ballot as one of this set, on this chain.
 *
 * Throws `BALLOT_REFUSED` or `VALIDATOR_UNKNOWN`.
 */
export function verifyBallot(unverified: Ballot, set: ValidatorSet, chainId: Digest): Ballot {
  const refuse = (reason: string): never => {
    throw new QForgeError('BALLOT_REFUSED', { reason });
  };
  if (unverified.chainId !== chainId) refuse('it is for another chain');
  if (unverified.epoch !== set.epoch) refuse(`it is for epoch ${unverified.epoch}, not ${set.epoch}`);
  if (unverified.setHash !== set.hash) refuse('it is for another validator set');
  const { key } = set.at(unverified.validator);
  if (!key.verify(signedBytes(unverified), unverified.signature, CONTEXT)) refuse('its signature does not verify');
  return unverified;
}

//  | 1 u8 | chain 32 | epoch u32 | set 32 | proposal 32 | verdict u8 | method results 32 |   what is signed
//  spec/consensus §3
function signedBytes(ballot: Omit<Ballot, 'signature'>): Uint8Array {
  return writeSubject(new ByteWriter().u8(VERSION), ballot)
    .u8(verdictNumbers[ballot.verdict])
    .bytes(digestBytes(ballot.methodResults))
    .finish();
}

//  | 1 u8 | chain 32 | epoch u32 | set 32 | proposal 32 | entry |
/** The bytes of a ballot. */
export function encodeBallot(ballot: Ballot): Uint8Array {
  return writeEntry(writeSubject(new ByteWriter().u8(VERSION), ballot), ballot).finish();
}

/** Reads a ballot; nothing is verified yet. Throws `MALFORMED`. */
export function decodeBallot(unverified: Uint8Array): Ballot {
  const reader = new ByteReader(unverified, 'The ballot');
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const subject = readSubject(reader);
  const entry = readEntry(reader);
  reader.end();
  return { ...subject, ...entry };
}

/** Writes what ballots are about. */
export function writeSubject(writer: ByteWriter, { chainId, epoch, setHash, proposalId }: BallotSubject): ByteWriter {
  return writer.bytes(digestBytes(chainId)).u32(epoch).bytes(digestBytes(setHash)).bytes(digestBytes(proposalId));
}

/** Reads what ballots are about. */
export function readSubject(reader: ByteReader): BallotSubject {
  const chainId = digestText(reader.bytes(DIGEST_BYTES));
  const epoch = reader.u32();
  const setHash = digestText(reader.bytes(DIGEST_BYTES));
  return { chainId, epoch, setHash, proposalId: digestText(reader.bytes(DIGEST_BYTES)) };
}

//  | validator u16 | verdict u8 | method results 32 | signature 3309 |
/** Writes one validator's part. */
export function writeEntry(writer: ByteWriter, entry: BallotEntry): ByteWriter {
  return writer
    .u16(entry.validator)
    .u8(verdictNumbers[entry.verdict])
    .bytes(digestBytes(entry.methodResults))
    .bytes(entry.signature);
}

/** Reads one validator's part. */
export function readEntry(reader: ByteReader): BallotEntry {
  const validator = reader.u16();
  const verdictNumber = reader.u8();
  if (!isVerdictNumber(verdictNumber)) throw reader.malformed('its verdict is unknown');
  return {
    validator,
    verdict: verdictOf(verdictNumber),
    methodResults: digestText(reader.bytes(DIGEST_BYTES)),
    signature: Uint8Array.from(reader.bytes(VOTE_SIGNATURE_BYTES)),
  };
}
