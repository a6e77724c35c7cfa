import { ByteReader, ByteWriter } from '../../base/index.ts';
import type { Digest } from '../digest.ts';
import { DIGEST_BYTES, digestBytes, digestText } from '../digest.ts';
import { MAX_VALIDATORS, VOTE_SIGNATURE_BYTES } from '../validator-set.ts';
import { MAX_ROUND } from './statement.ts';

const VERSION = 1;
const NO_ROUND = 0xffff_ffff;
const stepNumbers = { prevote: 1, precommit: 2 } as const;

/** One validator's vote inside a certificate. */
export interface CertifiedVote {
  readonly validator: number;
  /** As in the statement: -1 in precommits. */
  readonly lockRound: number;
  readonly signature: Uint8Array;
}

/** A quorum's votes for one block: of precommits it is the proof that the block was decided. spec/consensus §7 */
export interface QuorumCertificate {
  readonly step: 'prevote' | 'precommit';
  readonly chainId: Digest;
  readonly epoch: number;
  readonly height: number;
  readonly round: number;
  readonly value: Digest;
  readonly votes: readonly CertifiedVote[];
}

//  | 1 u8 | step u8 | chain 32 | epoch u32 | height u64 | round u32 | value 32 | n u16 | n x vote |
//  vote: | validator u16 | lock round u32 | signature 3309 |   by ascending validator, each once
/** The bytes of a certificate. */
export function encodeQuorumCertificate(certificate: QuorumCertificate): Uint8Array {
  const { step, chainId, epoch, height, round, value, votes } = certificate;
  const writer = new ByteWriter()
    .u8(VERSION)
    .u8(stepNumbers[step])
    .bytes(digestBytes(chainId))
    .u32(epoch)
    .u64(height)
    .u32(round)
    .bytes(digestBytes(value))
    .u16(votes.length);
  for (const vote of votes.toSorted((a, b) => a.validator - b.validator)) {
    writer
      .u16(vote.validator)
      .u32(vote.lockRound < 0 ? NO_ROUND : vote.lockRound)
      .bytes(vote.signature);
  }
  return writer.finish();
}

/** Reads a certificate; nothing is verified yet. Throws `MALFORMED`. */
export function decodeQuorumCertificate(unverified: Uint8Array): QuorumCertificate {
  const reader = new ByteReader(unverified, 'The quorum certificate');
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const stepNumber = reader.u8();
  const step = (['prevote', 'precommit'] as const).find((name) => stepNumbers[name] === stepNumber);
  if (step === undefined) throw reader.malformed('its step is unknown');
  const header = {
    step,
    chainId: digestText(reader.bytes(DIGEST_BYTES)),
    epoch: reader.u32(),
    height: reader.u64(),
    round: reader.u32(),
    value: digestText(reader.bytes(DIGEST_BYTES)),
  };
  if (header.round > MAX_ROUND) throw reader.malformed('its round is out of reach');
  const votes = readVotes(reader, step, header.round);
  reader.end();
  return { ...header, votes };
}

function readVotes(reader: ByteReader, step: QuorumCertificate['step'], round: number): readonly CertifiedVote[] {
  const count = reader.u16();
  if (count > MAX_VALIDATORS) throw reader.malformed(`it has more than ${MAX_VALIDATORS} votes`);
  const votes: CertifiedVote[] = [];
  for (let last = -1; votes.length < count; ) {
    const validator = reader.u16();
    if (validator <= last) throw reader.malformed('its votes do not ascend');
    last = validator;
    const unverifiedLock = reader.u32();
    const hasLock = unverifiedLock !== NO_ROUND;
    if (hasLock && (step === 'precommit' || unverifiedLock >= round))
      throw reader.malformed('a lock round makes no sense');
    const signature = Uint8Array.from(reader.bytes(VOTE_SIGNATURE_BYTES));
    votes.push({ validator, lockRound: hasLock ? unverifiedLock : -1, signature });
  }
  return votes;
}
