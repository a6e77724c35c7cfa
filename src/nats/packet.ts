import {
  ByteReader,
  ByteWriter,
  concatBytes,
  defined,
  equalPublicBytes,
  isQForgeError,
  QForgeError,
  utf8,
} from '../base/index.ts';
import { decodeEnvelope, MAX_RECIPIENTS, recipientOfHead } from '../messaging/index.ts';

const MAGIC = utf8('QFN1');

//  | "QFN1" | n u16 | head bytes u16 | n x head | sealed content |                                        spec/nats §2

/** Envelopes of one message as one payload: their heads, which differ, and the content that they share. */
export function encodePacket(envelopes: readonly Uint8Array[]): Uint8Array {
  const parts = envelopes.map((envelope) => {
    const { sealedContent } = decodeEnvelope(envelope);
    return { head: envelope.subarray(0, envelope.length - sealedContent.length), sealedContent };
  });
  const { head, sealedContent } = defined(parts[0], 'an envelope');
  const writer = new ByteWriter(MAGIC.length + 4 + parts.length * head.length + sealedContent.length);
  writer.bytes(MAGIC).u16(parts.length).u16(head.length);
  for (const part of parts) writer.bytes(part.head);
  return writer.bytes(sealedContent).finish();
}

/** Whether a payload says that it is sealed. */
export function isPacket(unverified: Uint8Array): boolean {
  return equalPublicBytes(unverified.subarray(0, MAGIC.length), MAGIC);
}

/** The envelope of one recipient. Throws `SEALED_INVALID`, `SEALED_NOT_FOR_US`, `SEALED_SUITE_UNKNOWN`, `SEALED_TOO_LARGE`. */
export function envelopeFor(peerId: string, unverifiedPacket: Uint8Array): Uint8Array {
  try {
    return findEnvelope(peerId, unverifiedPacket);
  } catch (error) {
    if (!isQForgeError(error, 'MALFORMED')) throw error;
    throw new QForgeError('SEALED_INVALID', { reason: 'the packet is malformed' }, { cause: error });
  }
}

function findEnvelope(peerId: string, unverifiedPacket: Uint8Array): Uint8Array {
  const reader = new ByteReader(unverifiedPacket, 'The sealed packet');
  if (!equalPublicBytes(reader.bytes(MAGIC.length), MAGIC)) throw reader.malformed('it is none');
  const [count, headBytes] = [reader.u16(), reader.u16()];
  if (count < 1 || count > MAX_RECIPIENTS) throw reader.malformed('it has no recipients, or too many');
  const heads = Array.from({ length: count }, () => reader.bytes(headBytes));
  const recipients = heads.map(recipientOfHead);
  const own = heads[recipients.indexOf(peerId)];
  if (own === undefined) throw new QForgeError('SEALED_NOT_FOR_US', { recipient: recipients.join(', ') });
  const content = reader.rest();
  const envelope = concatBytes(own, content);
  // Where the heads end is said by their suite: a packet has one form.
  if (decodeEnvelope(envelope).sealedContent.length !== content.length)
    throw reader.malformed('its heads are too long');
  return envelope;
}
