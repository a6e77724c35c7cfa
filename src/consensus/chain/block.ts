import { ByteReader, ByteWriter } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import type { BallotEntry } from '../ballots/ballot.ts';
import { readBallotList, writeBallotList } from '../ballots/ballot-list.ts';
import { decodeProposal, MAX_PROPOSAL_CONTENT_BYTES, type Proposal } from '../ballots/proposal.ts';
import { DIGEST_BYTES, type Digest, digestBytes, digestOf, digestText } from '../digest.ts';
import { MAX_VALIDATORS, VOTE_SIGNATURE_BYTES } from '../validator-set.ts';

const VERSION = 1;
const ENTRY_BYTES = 2 + 1 + DIGEST_BYTES + VOTE_SIGNATURE_BYTES;
const FIXED_BYTES = 1024;
const MAX_ENCODED_PROPOSAL_BYTES = MAX_PROPOSAL_CONTENT_BYTES + FIXED_BYTES;
const outcomeNumbers = { tick: 0, approved: 1, rejected: 2, expired: 3 } as const;
const outcomes = ['tick', 'approved', 'rejected', 'expired'] as const;

/** Most bytes of a block: the largest proposal with every ballot of two sets. */
export const MAX_BLOCK_BYTES: number = MAX_ENCODED_PROPOSAL_BYTES + 2 * MAX_VALIDATORS * ENTRY_BYTES + FIXED_BYTES;

/** How a proposal ended. */
export type DecisionOutcome = 'approved' | 'rejected' | 'expired';

/** What a block says of one proposal, with the ballots that show it. */
export interface Decision {
  readonly outcome: DecisionOutcome;
  readonly proposal: Proposal;
  /** Ballots of the set of this height. */
  readonly ballots: readonly BallotEntry[];
  /** Ballots of the set that is to come, when the proposal is one. */
  readonly newSetBallots: readonly BallotEntry[];
}

/** What a block says, before it has an id. */
export interface BlockContent {
  readonly chainId: Digest;
  /** From 1. */
  readonly height: number;
  /** Id of the block before; of the first one the chain id. */
  readonly previous: Digest;
  readonly epoch: number;
  readonly setHash: Digest;
  /** The set that decides two heights later. */
  readonly nextSetHash: Digest;
  /** Absent in a tick, which only lets the log grow past a deadline. */
  readonly decision?: Decision;
}

/** One entry of the log: what validators agree on. `id` is the digest of `encoded`. spec/consensus §6 */
export interface Block extends BlockContent {
  readonly id: Digest;
  readonly encoded: Uint8Array;
}

/** Makes a block; whether it is valid after another one is for `requireValidBlock` to say. */
export function createBlock(content: BlockContent, backend: CryptoBackend): Block {
  const encoded = encodeContent(content);
  return { ...content, encoded, id: digestOf(backend, 'qforge block v1', encoded) };
}

/** Reads a block. Throws `MALFORMED`, `PROPOSAL_REFUSED`. */
export function decodeBlock(unverified: Uint8Array, backend: CryptoBackend): Block {
  return createBlock(decodeContent(unverified, backend), backend);
}

//  | 1 u8 | outcome u8 | chain 32 | height u64 | previous 32 | epoch u32 | set 32 | next set 32 |
//  and unless it is a tick: | proposal: length u32, bytes | ballots | ballots of the new set |   spec/consensus §6
function encodeContent(block: BlockContent): Uint8Array {
  const { chainId, height, previous, epoch, setHash, nextSetHash, decision } = block;
  const writer = new ByteWriter()
    .u8(VERSION)
    .u8(outcomeNumbers[decision?.outcome ?? 'tick'])
    .bytes(digestBytes(chainId))
    .u64(height)
    .bytes(digestBytes(previous))
    .u32(epoch)
    .bytes(digestBytes(setHash))
    .bytes(digestBytes(nextSetHash));
  if (decision !== undefined) writeDecision(writer, decision);
  return writer.finish();
}

function writeDecision(writer: ByteWriter, { proposal, ballots, newSetBallots }: Decision): void {
  writer.u32(proposal.encoded.length).bytes(proposal.encoded);
  writeBallotList(writer, ballots);
  writeBallotList(writer, newSetBallots);
}

function decodeContent(unverified: Uint8Array, backend: CryptoBackend): BlockContent {
  const reader = new ByteReader(unverified, 'The block');
  if (unverified.length > MAX_BLOCK_BYTES) throw reader.malformed(`it has more than ${MAX_BLOCK_BYTES} bytes`);
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const outcome = outcomes[reader.u8()];
  if (outcome === undefined) throw reader.malformed('its outcome is unknown');
  const header = {
    chainId: digestText(reader.bytes(DIGEST_BYTES)),
    height: reader.u64(),
    previous: digestText(reader.bytes(DIGEST_BYTES)),
    epoch: reader.u32(),
    setHash: digestText(reader.bytes(DIGEST_BYTES)),
    nextSetHash: digestText(reader.bytes(DIGEST_BYTES)),
  };
  const decision = outcome === 'tick' ? {} : { decision: readDecision(reader, outcome, backend) };
  reader.end();
  return { ...header, ...decision };
}

function readDecision(reader: ByteReader, outcome: DecisionOutcome, backend: CryptoBackend): Decision {
  const length = reader.u32();
  if (length > MAX_ENCODED_PROPOSAL_BYTES) throw reader.malformed('its proposal is over the limit');
  const proposal = decodeProposal(reader.bytes(length), backend);
  return { outcome, proposal, ballots: readBallotList(reader), newSetBallots: readBallotList(reader) };
}
