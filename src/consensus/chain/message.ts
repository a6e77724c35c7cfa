import { ByteReader, ByteWriter } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { type Block, decodeBlock, MAX_BLOCK_BYTES } from './block.ts';
import { readSignedStatement, type SignedStatement, writeSignedStatement } from './statement.ts';

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

//  | signed statement |, and of a proposal behind it | block: length u32, bytes |   spec/consensus §5
/** The bytes of a message. */
export function encodeMessage(message: ConsensusMessage<Block>): Uint8Array {
  const writer = writeSignedStatement(new ByteWriter(), message);
  if (message.kind === 'proposal') writer.u32(message.block.encoded.length).bytes(message.block.encoded);
  return writer.finish();
}

/** Reads a message; a proposal's block is the one that it names, and no signature is verified yet. Throws `MALFORMED`, `PROPOSAL_REFUSED`. */
export function decodeMessage(unverified: Uint8Array, backend: CryptoBackend): ConsensusMessage<Block> {
  const reader = new ByteReader(unverified, 'The consensus message');
  if (unverified.length > MAX_MESSAGE_BYTES) throw reader.malformed(`it has more than ${MAX_MESSAGE_BYTES} bytes`);
  const statement = readSignedStatement(reader);
  if (!isProposal(statement)) {
    reader.end();
    return statement as VoteMessage;
  }
  const length = reader.u32();
  if (length > MAX_BLOCK_BYTES) throw reader.malformed('its block is over the limit');
  const block = decodeBlock(reader.bytes(length), backend);
  reader.end();
  if (block.id !== statement.value || block.height !== statement.height) throw reader.malformed('its block is another');
  return { ...statement, kind: 'proposal', block };
}

function isProposal(statement: SignedStatement): boolean {
  return statement.kind === 'proposal';
}
