import { isQForgeError, QForgeError, SecretBytes } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { CONTENT_NONCE, RECEIPT_BYTES, RECEIPT_CONTEXT, SEALED_INFO } from './message-sealer.ts';
import { contentBinding, decodeContent, type SealedContent } from './sealed-content.ts';
import { decodeEnvelope, type SealedEnvelope } from './sealed-envelope.ts';
import { hpkeOf } from './sealed-suite.ts';
import { CLOCK_SKEW_MS, PREKEY_LIFETIME_MS, type PrekeyKind } from './signed-prekey.ts';

/** The private half of a prekey, as the holder keeps it. */
export interface PrivatePrekey {
  readonly kind: PrekeyKind;
  readonly privateKey: SecretBytes;
}

/** An open message. */
export interface OpenedMessage extends SealedContent {
  readonly messageId: string;
  readonly expiresAtMs: number;
  readonly prekeyId: string;
  readonly prekeyKind: PrekeyKind;
  /** Shows the sender that it was opened. spec/sealed-messages §7 */
  readonly receipt: SecretBytes;
}

/** What opening needs. */
export interface OpenerParts {
  readonly backend: CryptoBackend;
  /** This device. */
  readonly peerId: string;
  /** The private half of a prekey, if it is here; the caller wipes it. */
  readonly findPrekey: (id: string) => PrivatePrekey | undefined;
}

/**
 * Opens a sealed message and proves who wrote it. Whether the sender is welcome, and whether the message has been taken before, is for the
 * caller to see. `wallMs` is wall-clock time. spec/sealed-messages §6
 *
 * Rejects with `SEALED_INVALID`, `SEALED_SUITE_UNKNOWN`, `SEALED_TOO_LARGE`, `SEALED_NOT_FOR_US`, `SEALED_EXPIRED`, `PREKEY_GONE`.
 */
export async function openMessage(unverified: Uint8Array, wallMs: number, parts: OpenerParts): Promise<OpenedMessage> {
  const envelope = decodeEnvelope(unverified);
  if (envelope.recipient !== parts.peerId)
    throw new QForgeError('SEALED_NOT_FOR_US', { recipient: envelope.recipient });
  if (envelope.expiresAtMs < wallMs) throw new QForgeError('SEALED_EXPIRED', { id: envelope.messageId });
  if (envelope.expiresAtMs > wallMs + PREKEY_LIFETIME_MS + CLOCK_SKEW_MS) {
    throw new QForgeError('SEALED_INVALID', { reason: 'it expires too late' });
  }
  const prekey = parts.findPrekey(envelope.prekeyId);
  if (prekey === undefined) throw new QForgeError('PREKEY_GONE', { id: envelope.prekeyId });
  using privateKey = prekey.privateKey;
  try {
    const opened = await unseal(envelope, privateKey, parts);
    const { messageId, expiresAtMs, prekeyId } = envelope;
    return { ...opened, messageId, expiresAtMs, prekeyId, prekeyKind: prekey.kind };
  } catch (error) {
    if (!isQForgeError(error) || isQForgeError(error, 'SEALED_INVALID')) throw error;
    throw new QForgeError('SEALED_INVALID', { reason: 'it does not open' }, { cause: error });
  }
}

async function unseal(
  envelope: SealedEnvelope,
  privateKey: SecretBytes,
  { backend, peerId }: OpenerParts,
): Promise<SealedContent & { readonly receipt: SecretBytes }> {
  const hpke = await hpkeOf(envelope.suite);
  const receiver = await hpke.receive(privateKey.expose(), envelope.encapsulated, { info: SEALED_INFO });
  using contentKey = SecretBytes.take(await receiver.open(envelope.wrappedKey, envelope.header));
  const key = backend.aead('AES-256-GCM').importKey(contentKey.expose());
  const content = decodeContent(
    envelope,
    key.open(CONTENT_NONCE, envelope.sealedContent, contentBinding(envelope)),
    backend,
  );
  if (!content.recipients.includes(peerId)) {
    throw new QForgeError('SEALED_INVALID', { reason: 'its author has not addressed it to this device' });
  }
  return { ...content, receipt: await receiver.exportSecret(RECEIPT_CONTEXT, RECEIPT_BYTES) };
}
