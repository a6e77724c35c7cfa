import { concatBytes, QForgeError, SecretBytes, utf8 } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import type { Author } from './author.ts';
import {
  contentBinding,
  encodeContent,
  MAX_PAYLOAD_BYTES,
  MAX_RECIPIENTS,
  type MessageTerms,
} from './sealed-content.ts';
import { CONTENT_KEY_BYTES, encodeHeader } from './sealed-envelope.ts';
import { hpkeOf } from './sealed-suite.ts';
import type { Prekey } from './signed-prekey.ts';

/** Associated information of every HPKE exchange. */
export const SEALED_INFO: Uint8Array = utf8('qforge sealed message v1');

/** Exporter context of receipts. */
export const RECEIPT_CONTEXT: Uint8Array = utf8('qforge sealed receipt v1');

/** Bytes of a receipt. */
export const RECEIPT_BYTES = 32;

/** The nonce of content keys, which seal once. */
export const CONTENT_NONCE: Uint8Array = new Uint8Array(12);

/** A recipient, with a prekey of its that was verified. */
export interface SealRecipient {
  readonly peerId: string;
  readonly prekey: Prekey;
}

/** One message to seal. Times are wall-clock milliseconds. */
export interface MessageToSeal {
  readonly messageId: string;
  readonly sentAtMs: number;
  readonly expiresAtMs: number;
  readonly payload: Uint8Array;
}

/** An envelope for one recipient. */
export interface SealedForOne {
  readonly recipient: string;
  readonly envelope: Uint8Array;
  /** What the recipient can show once it has opened the envelope. spec/sealed-messages §7 */
  readonly receipt: SecretBytes;
}

/**
 * Seals a message: one content for all recipients, one envelope for each. spec/sealed-messages §3-§5
 *
 * Rejects with `SEALED_TOO_LARGE`, `ARGUMENT_INVALID` for no recipients, too many, or prekeys of different suites, `PREKEY_INVALID`.
 */
export async function sealMessage(
  message: MessageToSeal,
  recipients: readonly SealRecipient[],
  author: Author,
  backend: CryptoBackend,
): Promise<readonly SealedForOne[]> {
  const terms = termsOf(message, recipients);
  const peerIds = recipients.map(({ peerId }) => peerId);
  const content = encodeContent(terms, { ...message, recipients: peerIds }, author);
  using contentKey = SecretBytes.take(backend.random.fill(new Uint8Array(CONTENT_KEY_BYTES)));
  const key = backend.aead('AES-256-GCM').importKey(contentKey.expose());
  const sealedContent = key.seal(CONTENT_NONCE, content, contentBinding(terms));
  return await Promise.all(recipients.map((recipient) => sealForOne(terms, recipient, contentKey, sealedContent)));
}

function termsOf(message: MessageToSeal, recipients: readonly SealRecipient[]): MessageTerms {
  const { payload, messageId, expiresAtMs } = message;
  if (payload.length > MAX_PAYLOAD_BYTES) {
    throw new QForgeError('SEALED_TOO_LARGE', { bytes: payload.length, limitBytes: MAX_PAYLOAD_BYTES });
  }
  const [first] = recipients;
  if (first === undefined || recipients.length > MAX_RECIPIENTS) throw invalid(`there must be 1 to ${MAX_RECIPIENTS}`);
  const { suite } = first.prekey;
  if (recipients.some(({ prekey }) => prekey.suite !== suite)) throw invalid('their prekeys are of different suites');
  if (new Set(recipients.map(({ peerId }) => peerId)).size !== recipients.length) throw invalid('one is named twice');
  const late = recipients.find(({ prekey }) => prekey.notAfterMs < expiresAtMs);
  if (late !== undefined) {
    throw new QForgeError('PREKEY_INVALID', { peer: late.peerId, reason: 'the message would outlive it' });
  }
  return { suite, messageId, expiresAtMs };
}

async function sealForOne(
  terms: MessageTerms,
  { peerId, prekey }: SealRecipient,
  contentKey: SecretBytes,
  sealedContent: Uint8Array,
): Promise<SealedForOne> {
  const header = encodeHeader({ ...terms, recipient: peerId, prekeyId: prekey.id });
  const hpke = await hpkeOf(terms.suite);
  const sender = await hpke.send(prekey.publicKey, { info: SEALED_INFO });
  const wrappedKey = await sender.seal(contentKey.expose(), header);
  const receipt = await sender.exportSecret(RECEIPT_CONTEXT, RECEIPT_BYTES);
  return { recipient: peerId, envelope: concatBytes(header, sender.encapsulated, wrappedKey, sealedContent), receipt };
}

function invalid(reason: string): QForgeError {
  return new QForgeError('ARGUMENT_INVALID', { argument: 'recipients', reason });
}
