import { ByteReader, ByteWriter } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import type { Digest } from '../digest.ts';
import { MAX_VALIDATORS, VOTE_SIGNATURE_BYTES } from '../validator-set.ts';
import { type Block, decodeBlock, MAX_BLOCK_BYTES } from './block.ts';
import {
  MAX_ROUND,
  readValue,
  requireSense,
  type SignedStatement,
  type Statement,
  statementKinds,
  valueBytes,
} from './statement.ts';

const VERSION = 2;
const MAX_EPOCH = 0xffff_ffff;
/** Of all that stands before a signature. */
const MAX_FIELD_BYTES = 64;

/** A proposal of a block, with the block. */
export interface ProposalMessage<B> extends SignedStatement {
  readonly kind: 'proposal';
  readonly block: B;
}

/** A vote on a block. */
export interface VoteMessage extends SignedStatement {
  readonly kind: 'prevote' | 'precommit';
}

/** What validators say to each other; `B` is the type of blocks, which the reducer does not look into. */
export type ConsensusMessage<B> = ProposalMessage<B> | VoteMessage;

/** Most bytes of a message. */
export const MAX_MESSAGE_BYTES: number = MAX_BLOCK_BYTES + 4096;

//  | 2 u8 | kind u8 | epoch | height | round | validator | lock round + 1 | value 32, of votes | signature 3309 | block, of a proposal |
//  numbers without a length in LEB128; spec/consensus §5

/**
 * The bytes of a message between validators of one chain. What both ends know, or can work out, is left out of them: the chain, and of a
 * proposal the id of its block. The signature is over the whole statement. docs/adr/0219
 */
export function encodeMessage(message: ConsensusMessage<Block>): Uint8Array {
  const { kind, epoch, height, round, validator, lockRound, value, signature } = message;
  const writer = new ByteWriter(MAX_FIELD_BYTES + signature.length)
    .u8(VERSION)
    .u8(statementKinds.indexOf(kind))
    .varint(epoch)
    .varint(height)
    .varint(round)
    .varint(validator)
    .varint(lockRound + 1);
  if (message.kind === 'proposal') return writer.bytes(signature).bytes(message.block.encoded).finish();
  return writer.bytes(valueBytes(value)).bytes(signature).finish();
}

/** Reads a message of a validator of this chain; no signature is verified yet. Throws `MALFORMED`, `PROPOSAL_REFUSED`. */
export function decodeMessage(
  unverified: Uint8Array,
  chainId: Digest,
  backend: CryptoBackend,
): ConsensusMessage<Block> {
  const reader = new ByteReader(unverified, 'The consensus message');
  if (unverified.length > MAX_MESSAGE_BYTES) throw reader.malformed(`it has more than ${MAX_MESSAGE_BYTES} bytes`);
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const kind = statementKinds[reader.u8()];
  if (kind === undefined) throw reader.malformed('its kind is unknown');
  const place = { chainId, epoch: reader.varint(MAX_EPOCH), height: reader.varint(Number.MAX_SAFE_INTEGER) };
  const round = reader.varint(MAX_ROUND);
  const validator = reader.varint(MAX_VALIDATORS - 1);
  const said = { ...place, round, validator, lockRound: reader.varint(MAX_ROUND) - 1 };
  return kind === 'proposal' ? readProposal(reader, said, backend) : readVote(reader, { ...said, kind });
}

function readVote(reader: ByteReader, said: Omit<VoteMessage, 'value' | 'signature'>): VoteMessage {
  const statement = { ...said, value: readValue(reader) };
  requireSense(reader, statement);
  const signature = readSignature(reader);
  reader.end();
  return { ...statement, signature };
}

function readProposal(
  reader: ByteReader,
  said: Omit<Statement, 'kind' | 'value'>,
  backend: CryptoBackend,
): ProposalMessage<Block> {
  const signature = readSignature(reader);
  const block = decodeBlock(reader.rest(), backend);
  const statement = { ...said, kind: 'proposal', value: block.id } as const;
  requireSense(reader, statement);
  if (block.height !== said.height) throw reader.malformed('its block is of another height');
  return { ...statement, signature, block };
}

function readSignature(reader: ByteReader): Uint8Array {
  return Uint8Array.from(reader.bytes(VOTE_SIGNATURE_BYTES));
}
