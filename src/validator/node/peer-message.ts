import { ByteReader, ByteWriter, unreachable, utf8, utf8Text } from '../../base/index.ts';
import {
  type Ballot,
  type Block,
  type CertifiedBlock,
  type ConsensusMessage,
  type Digest,
  decodeBallot,
  decodeMessage,
  decodeProposal,
  decodeQuorumCertificate,
  encodeBallot,
  encodeMessage,
  encodeQuorumCertificate,
  MAX_MESSAGE_BYTES,
  type Proposal,
  type QuorumCertificate,
} from '../../consensus/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { decodeDecided, encodeDecided } from '../journal/decision-journal.ts';
import { type KnownSummary, readSummary, writeSummary } from './known-summary.ts';

/** What running validators say to each other over a channel. spec/decision-log §9 */
export type PeerMessage =
  | { readonly type: 'hello'; readonly chainId: Digest; readonly height: number }
  /** All that this side knew of the current height when the other came was sent before this. */
  | { readonly type: 'told' }
  | { readonly type: 'consensus'; readonly message: ConsensusMessage<Block> }
  | { readonly type: 'proposal'; readonly proposal: Proposal }
  | { readonly type: 'ballot'; readonly ballot: Ballot }
  | { readonly type: 'ask-block'; readonly height: number }
  | { readonly type: 'block'; readonly decided: CertifiedBlock }
  | { readonly type: 'ask-proof'; readonly height: number; readonly round: number; readonly value: Digest }
  | { readonly type: 'proof'; readonly certificate: QuorumCertificate }
  /** A signature line over the checkpoint of this size. */
  | { readonly type: 'cosignature'; readonly size: number; readonly line: string }
  /** What the sender knows of a height, in short. */
  | { readonly type: 'known'; readonly summary: KnownSummary };

/** Most bytes of a message between validators: a certified block is the longest. */
export const MAX_PEER_MESSAGE_BYTES: number = MAX_MESSAGE_BYTES + 1_048_576;

const NUMBERS: Readonly<Record<PeerMessage['type'], number>> = {
  hello: 1,
  told: 2,
  consensus: 3,
  proposal: 4,
  ballot: 5,
  'ask-block': 6,
  block: 7,
  'ask-proof': 8,
  proof: 9,
  cosignature: 10,
  known: 11,
};
const TYPES = new Map(Object.entries(NUMBERS).map(([type, number]) => [number, type as PeerMessage['type']]));
const DIGEST_BYTES = 32;
const MAX_LINE_BYTES = 4096;

/** `| type u8 | body |` */
export function encodePeerMessage(message: PeerMessage): Uint8Array {
  const writer = new ByteWriter().u8(NUMBERS[message.type]);
  switch (message.type) {
    case 'hello':
      return writer.bytes(fromHex(message.chainId)).u64(message.height).finish();
    case 'told':
      return writer.finish();
    case 'consensus':
      return writer.bytes(encodeMessage(message.message)).finish();
    case 'proposal':
      return writer.bytes(message.proposal.encoded).finish();
    case 'ballot':
      return writer.bytes(encodeBallot(message.ballot)).finish();
    case 'ask-block':
      return writer.u64(message.height).finish();
    case 'block':
      return writer.bytes(encodeDecided(message.decided)).finish();
    case 'ask-proof':
      return writer.u64(message.height).u32(message.round).bytes(fromHex(message.value)).finish();
    case 'proof':
      return writer.bytes(encodeQuorumCertificate(message.certificate)).finish();
    case 'cosignature':
      return writer.u64(message.size).bytes(utf8(message.line)).finish();
    case 'known':
      return writeSummary(writer, message.summary).finish();
    default:
      return unreachable(message);
  }
}

/** Reads a message of a validator of this chain; no signature in it is verified by that. Throws `MALFORMED`, `PROPOSAL_REFUSED`. */
export function decodePeerMessage(unverified: Uint8Array, chainId: Digest, backend: CryptoBackend): PeerMessage {
  const reader = new ByteReader(unverified, 'The message of a validator');
  if (unverified.length > MAX_PEER_MESSAGE_BYTES) throw reader.malformed('it is over the limit');
  const type = TYPES.get(reader.u8());
  if (type === undefined) throw reader.malformed('its type is unknown');
  const message = type === 'consensus' ? readConsensus(reader, chainId, backend) : decodeBody(reader, type, backend);
  reader.end();
  return message;
}

function readConsensus(reader: ByteReader, chainId: Digest, backend: CryptoBackend): PeerMessage {
  return { type: 'consensus', message: decodeMessage(reader.rest(), chainId, backend) };
}

function decodeBody(
  reader: ByteReader,
  type: Exclude<PeerMessage['type'], 'consensus'>,
  backend: CryptoBackend,
): PeerMessage {
  switch (type) {
    case 'hello':
      return { type, chainId: toHex(reader.bytes(DIGEST_BYTES)), height: reader.u64() };
    case 'told':
      return { type };
    case 'proposal':
      return { type, proposal: decodeProposal(reader.rest(), backend) };
    case 'ballot':
      return { type, ballot: decodeBallot(reader.rest()) };
    case 'ask-block':
      return { type, height: reader.u64() };
    case 'block':
      return { type, decided: decodeDecided(reader.rest(), backend) };
    case 'ask-proof':
      return { type, height: reader.u64(), round: reader.u32(), value: toHex(reader.bytes(DIGEST_BYTES)) };
    case 'proof':
      return { type, certificate: decodeQuorumCertificate(reader.rest()) };
    case 'cosignature':
      return { type, size: reader.u64(), line: readLine(reader) };
    case 'known':
      return { type, summary: readSummary(reader) };
    default:
      return unreachable(type);
  }
}

function readLine(reader: ByteReader): string {
  if (reader.remaining > MAX_LINE_BYTES) throw reader.malformed('a signature line is too long');
  try {
    return utf8Text(reader.rest());
  } catch {
    throw reader.malformed('a signature line is not UTF-8');
  }
}

function toHex(bytes: Uint8Array): Digest {
  return Buffer.from(bytes).toString('hex');
}

function fromHex(digest: Digest): Uint8Array {
  return new Uint8Array(Buffer.from(digest, 'hex'));
}
