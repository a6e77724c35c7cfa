import { ByteReader, ByteWriter, QForgeError, utf8, utf8Text } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { DIGEST_BYTES, type Digest, digestBytes, digestOf, digestText } from '../digest.ts';

/** Longest content of a proposal: a set of 128 validators fits. */
export const MAX_PROPOSAL_CONTENT_BYTES = 262_144;

const VERSION = 1;
const MAX_TITLE_BYTES = 256;
const NONCE_BYTES = 16;
const kindNumbers = { statement: 1, 'validator-set': 2 } as const;
/** No control characters, no line or paragraph separators, no marks that turn the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** What is voted on: any content, or the next validator set. */
export type ProposalKind = keyof typeof kindNumbers;

/** What a proposal says, before it has an id. */
export interface ProposalContent {
  readonly chainId: Digest;
  readonly kind: ProposalKind;
  /** 16 random bytes, so that the same content may be proposed again. */
  readonly nonce: Uint8Array;
  /** Last height of the log at which it may be approved or rejected; after that it has expired. */
  readonly deadlineHeight: number;
  readonly title: string;
  /** For a validator set its encoding. */
  readonly content: Uint8Array;
}

/** A proposal; ballots name it by `id`, the digest of `encoded`. spec/consensus §3 */
export interface Proposal extends ProposalContent {
  readonly id: Digest;
  readonly encoded: Uint8Array;
}

/** Makes a proposal. Throws `PROPOSAL_REFUSED`. */
export function createProposal(content: ProposalContent, backend: CryptoBackend): Proposal {
  requireSound(content);
  const encoded = encodeContent(content);
  return { ...content, encoded, id: proposalId(encoded, backend) };
}

/** Reads a proposal. Throws `MALFORMED`, `PROPOSAL_REFUSED`. */
export function decodeProposal(unverified: Uint8Array, backend: CryptoBackend): Proposal {
  return createProposal(decodeContent(unverified), backend);
}

function proposalId(encoded: Uint8Array, backend: CryptoBackend): Digest {
  return digestOf(backend, 'qforge proposal v1', encoded);
}

function requireSound({ nonce, title, content, deadlineHeight }: ProposalContent): void {
  const refuse = (reason: string): never => {
    throw new QForgeError('PROPOSAL_REFUSED', { reason });
  };
  if (content.length > MAX_PROPOSAL_CONTENT_BYTES) {
    refuse(`its content has ${content.length} bytes, over the limit of ${MAX_PROPOSAL_CONTENT_BYTES}`);
  }
  if (nonce.length !== NONCE_BYTES) refuse(`its nonce has not ${NONCE_BYTES} bytes`);
  if (utf8(title).length > MAX_TITLE_BYTES) refuse(`its title has more than ${MAX_TITLE_BYTES} bytes`);
  if (UNPRINTABLE.test(title)) refuse('its title has characters that can not be printed');
  if (!Number.isSafeInteger(deadlineHeight) || deadlineHeight < 0) refuse('its deadline is not a height');
}

//  | 1 u8 | kind u8 | chain 32 | nonce 16 | deadline u64 | title: length u16, UTF-8 | content: length u32, bytes |
//  spec/consensus §3
function encodeContent({ chainId, kind, nonce, deadlineHeight, title, content }: ProposalContent): Uint8Array {
  return new ByteWriter(content.length + 2 * MAX_TITLE_BYTES)
    .u8(VERSION)
    .u8(kindNumbers[kind])
    .bytes(digestBytes(chainId))
    .bytes(nonce)
    .u64(deadlineHeight)
    .bytes16(utf8(title))
    .u32(content.length)
    .bytes(content)
    .finish();
}

function decodeContent(unverified: Uint8Array): ProposalContent {
  const reader = new ByteReader(unverified, 'The proposal');
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const kindNumber = reader.u8();
  const kind = (['statement', 'validator-set'] as const).find((name) => kindNumbers[name] === kindNumber);
  if (kind === undefined) throw reader.malformed('its kind is unknown');
  const chainId = digestText(reader.bytes(DIGEST_BYTES));
  const nonce = Uint8Array.from(reader.bytes(NONCE_BYTES));
  const deadlineHeight = reader.u64();
  const title = readTitle(reader);
  const length = reader.u32();
  if (length > MAX_PROPOSAL_CONTENT_BYTES) throw reader.malformed('its content is over the limit');
  const content = Uint8Array.from(reader.bytes(length));
  reader.end();
  return { chainId, kind, nonce, deadlineHeight, title, content };
}

function readTitle(reader: ByteReader): string {
  const bytes = reader.bytes16(MAX_TITLE_BYTES);
  try {
    return utf8Text(bytes);
  } catch (error) {
    throw new QForgeError('PROPOSAL_REFUSED', { reason: 'its title is not UTF-8' }, { cause: error });
  }
}
