import { ByteReader, ByteWriter, utf8 } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { formatPeerId, parsePeerId } from '../../handshake/index.ts';
import { type Author, readAuthor } from './author.ts';
import { hexIdBytes } from './hex-id.ts';
import type { SealedSuite } from './sealed-suite.ts';

/** What all recipients of a message have in common, outside of its content. */
export interface MessageTerms {
  readonly suite: SealedSuite;
  readonly messageId: string;
  readonly expiresAtMs: number;
}

/** What a message says, once it is open. */
export interface SealedContent {
  /** PeerId of who wrote it, proved by the signature. */
  readonly sender: string;
  readonly sentAtMs: number;
  /** PeerIds, in rising order of their bytes. */
  readonly recipients: readonly string[];
  readonly payload: Uint8Array;
}

/** Most recipients of one message. */
export const MAX_RECIPIENTS = 256;

/** The longest payload of a sealed message. */
export const MAX_PAYLOAD_BYTES = 786_432;

const CONTEXT = utf8('qforge sealed message v1');
const CONTENT_LABEL = utf8('qforge sealed content v1');
const PEER_ID_BYTES = 32;

/** The associated data of a content. */
export function contentBinding({ suite, messageId, expiresAtMs }: MessageTerms): Uint8Array {
  const id = hexIdBytes(messageId);
  return new ByteWriter().bytes(CONTENT_LABEL).u16(suite.id).bytes(id).u64(expiresAtMs).finish();
}

/** Signs a content; recipients are put in order, and named once. */
export function encodeContent(
  terms: MessageTerms,
  { sentAtMs, recipients, payload }: Omit<SealedContent, 'sender'>,
  author: Author,
): Uint8Array {
  const sorted = [...new Set(recipients)].map(parsePeerId).toSorted(compareBytes);
  const stated = new ByteWriter().u64(sentAtMs).u16(sorted.length);
  for (const recipient of sorted) stated.bytes(recipient);
  const signature = author.sign(signedBytes(terms, author.peerId, stated.finish(), payload), CONTEXT);
  return new ByteWriter(payload.length + 8192)
    .u8(author.scheme)
    .bytes(author.publicKey)
    .bytes(stated.finish())
    .bytes(signature)
    .bytes(payload)
    .finish();
}

//  | scheme u8 | identity key | sent u64 | n u16 | n x recipient 32 | signature | payload |      spec/sealed-messages §4

/** Reads a content and checks its signature. Throws `MALFORMED`, `CRYPTO_KEY_INVALID`. */
export function decodeContent(terms: MessageTerms, unverified: Uint8Array, backend: CryptoBackend): SealedContent {
  const reader = new ByteReader(unverified, 'The content of the sealed message');
  const author = readAuthor(reader, backend);
  const statedFrom = unverified.length - reader.remaining;
  const sentAtMs = reader.u64();
  const recipients = readRecipients(reader);
  const stated = unverified.subarray(statedFrom, unverified.length - reader.remaining);
  const signature = reader.bytes(author.signatureBytes);
  const payload = reader.rest();
  if (payload.length > MAX_PAYLOAD_BYTES) throw reader.malformed('its payload is too long');
  if (!author.verify(signedBytes(terms, author.peerId, stated, payload), signature, CONTEXT)) {
    throw reader.malformed('its signature does not verify');
  }
  return { sender: author.peerId, sentAtMs, recipients, payload };
}

/** What is signed. `stated` is sent, n and recipients, as they are written in the content. */
function signedBytes(terms: MessageTerms, sender: string, stated: Uint8Array, payload: Uint8Array): Uint8Array {
  return new ByteWriter(payload.length + stated.length + 64)
    .u16(terms.suite.id)
    .bytes(hexIdBytes(terms.messageId))
    .u64(terms.expiresAtMs)
    .bytes(parsePeerId(sender))
    .bytes(stated)
    .bytes(payload)
    .finish();
}

function readRecipients(reader: ByteReader): readonly string[] {
  const count = reader.u16();
  if (count < 1 || count > MAX_RECIPIENTS) throw reader.malformed('it has no recipients, or too many');
  const recipients = Array.from({ length: count }, () => reader.bytes(PEER_ID_BYTES));
  const rises = recipients.every(
    (bytes, index) => index === 0 || compareBytes(recipients[index - 1] ?? bytes, bytes) < 0,
  );
  if (!rises) throw reader.malformed('its recipients are not in order');
  return recipients.map(formatPeerId);
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}
