import { ByteReader, ByteWriter, isQForgeError, QForgeError } from '../../base/index.ts';
import { formatPeerId, parsePeerId } from '../../handshake/index.ts';
import { MAX_ENVELOPE_BYTES } from '../mailbox/mailbox-limits.ts';
import { hexIdBytes, readHexId } from './hex-id.ts';
import { type SealedSuite, sealedSuiteById } from './sealed-suite.ts';

/** What everybody can read of a sealed message. */
export interface EnvelopeHeader {
  readonly suite: SealedSuite;
  readonly recipient: string;
  readonly prekeyId: string;
  readonly messageId: string;
  /** Wall-clock time. */
  readonly expiresAtMs: number;
}

/** An envelope in its parts. */
export interface SealedEnvelope extends EnvelopeHeader {
  /** The exact bytes of the header, which the wrapped key is bound to. */
  readonly header: Uint8Array;
  readonly encapsulated: Uint8Array;
  readonly wrappedKey: Uint8Array;
  readonly sealedContent: Uint8Array;
}

/** A content key. */
export const CONTENT_KEY_BYTES = 32;

const VERSION = 1;
const TAG_BYTES = 16;
const PEER_ID_BYTES = 32;

/** The bytes of a header. */
export function encodeHeader(header: EnvelopeHeader): Uint8Array {
  return new ByteWriter()
    .u8(VERSION)
    .u16(header.suite.id)
    .bytes(parsePeerId(header.recipient))
    .bytes(hexIdBytes(header.prekeyId))
    .bytes(hexIdBytes(header.messageId))
    .u64(header.expiresAtMs)
    .finish();
}

//  | 1 u8 | suite u16 | recipient 32 | prekey ID 16 | message ID 16 | expires u64 | enc | wrapped key 48 | sealed content |
//                                                                                                  spec/sealed-messages §3

/** Takes an envelope apart; nothing in it is proved yet. Throws `SEALED_INVALID`, `SEALED_SUITE_UNKNOWN`, `SEALED_TOO_LARGE`. */
export function decodeEnvelope(unverified: Uint8Array): SealedEnvelope {
  if (unverified.length > MAX_ENVELOPE_BYTES) {
    throw new QForgeError('SEALED_TOO_LARGE', { bytes: unverified.length, limitBytes: MAX_ENVELOPE_BYTES });
  }
  try {
    return decode(unverified);
  } catch (error) {
    if (!isQForgeError(error, 'MALFORMED')) throw error;
    throw new QForgeError('SEALED_INVALID', { reason: 'the envelope is malformed' }, { cause: error });
  }
}

/** Whom a head is for: an envelope without its sealed content. Throws `MALFORMED`, `SEALED_SUITE_UNKNOWN`. */
export function recipientOfHead(unverifiedHead: Uint8Array): string {
  return readAddress(new ByteReader(unverifiedHead, 'The head of the sealed message')).recipient;
}

function readAddress(reader: ByteReader): Pick<EnvelopeHeader, 'suite' | 'recipient'> {
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const suite = sealedSuiteById(reader.u16());
  return { suite, recipient: formatPeerId(reader.bytes(PEER_ID_BYTES)) };
}

function decode(unverified: Uint8Array): SealedEnvelope {
  const reader = new ByteReader(unverified, 'The sealed message');
  const { suite, recipient } = readAddress(reader);
  const [prekeyId, messageId, expiresAtMs] = [readHexId(reader), readHexId(reader), reader.u64()];
  const header = unverified.subarray(0, unverified.length - reader.remaining);
  const encapsulated = reader.bytes(suite.encapsulatedBytes);
  const wrappedKey = reader.bytes(CONTENT_KEY_BYTES + TAG_BYTES);
  const sealedContent = reader.rest();
  if (sealedContent.length < TAG_BYTES) throw reader.malformed('its content is too short');
  return { suite, recipient, prekeyId, messageId, expiresAtMs, header, encapsulated, wrappedKey, sealedContent };
}
