import { ByteReader, ByteWriter, concatBytes, isQForgeError, QForgeError, utf8 } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { type Author, readAuthor } from './author.ts';
import { hexIdBytes, readHexId } from './hex-id.ts';
import { type SealedSuite, sealedSuiteById } from './sealed-suite.ts';

/** Whether a prekey is used once, or when there is no other. */
export type PrekeyKind = 'one-time' | 'last-resort';

/** What a prekey says. Times are wall-clock milliseconds. */
export interface Prekey {
  readonly suite: SealedSuite;
  readonly kind: PrekeyKind;
  readonly id: string;
  readonly notAfterMs: number;
  readonly publicKey: Uint8Array;
}

/** For how long a prekey is valid, and a message can wait at most. */
export const PREKEY_LIFETIME_MS = 2_419_200_000;

/** How far clocks may differ. */
export const CLOCK_SKEW_MS = 300_000;

const VERSION = 1;
const CONTEXT = utf8('qforge prekey v1');
const kinds: ReadonlyMap<number, PrekeyKind> = new Map([
  [1, 'one-time'],
  [2, 'last-resort'],
]);

/** Signs a prekey. */
export function signPrekey(prekey: Prekey, author: Author): Uint8Array {
  const { suite, kind, id, notAfterMs, publicKey } = prekey;
  const signed = new ByteWriter()
    .u8(VERSION)
    .u16(suite.id)
    .u8(kind === 'one-time' ? 1 : 2)
    .bytes(hexIdBytes(id))
    .u64(notAfterMs)
    .bytes(publicKey)
    .u8(author.scheme)
    .bytes(author.publicKey)
    .finish();
  return concatBytes(signed, author.sign(signed, CONTEXT));
}

/**
 * Checks that a prekey is one of this peer and valid now. `wallMs` is wall-clock time.
 *
 * Throws `PREKEY_INVALID`, `SEALED_SUITE_UNKNOWN`.
 */
export function verifyPrekey(unverified: Uint8Array, owner: string, wallMs: number, backend: CryptoBackend): Prekey {
  const invalid = (reason: string, cause?: unknown): QForgeError =>
    new QForgeError('PREKEY_INVALID', { peer: owner, reason }, cause === undefined ? {} : { cause });
  const { prekey, signer } = decode(unverified, backend, invalid);
  if (signer !== owner) throw invalid('somebody else has signed it');
  if (prekey.notAfterMs < wallMs) throw invalid('it is not valid any more');
  if (prekey.notAfterMs > wallMs + PREKEY_LIFETIME_MS + CLOCK_SKEW_MS) throw invalid('it is valid for too long');
  return prekey;
}

//  | 1 u8 | suite u16 | kind u8 | prekey ID 16 | not after u64 | public key | scheme u8 | identity key | signature |
//                                                                                                  spec/sealed-messages §2
function decode(
  unverified: Uint8Array,
  backend: CryptoBackend,
  invalid: (reason: string, cause?: unknown) => QForgeError,
): { readonly prekey: Prekey; readonly signer: string } {
  try {
    const reader = new ByteReader(unverified, 'The prekey');
    if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
    const suite = sealedSuiteById(reader.u16());
    const kind = kinds.get(reader.u8());
    if (kind === undefined) throw reader.malformed('its kind is unknown');
    const [id, notAfterMs] = [readHexId(reader), reader.u64()];
    const publicKey = reader.bytes(suite.publicKeyBytes).slice();
    const author = readAuthor(reader, backend);
    const signed = unverified.subarray(0, unverified.length - reader.remaining);
    const signature = reader.bytes(author.signatureBytes);
    reader.end();
    if (!author.verify(signed, signature, CONTEXT)) throw invalid('its signature does not verify');
    return { prekey: { suite, kind, id, notAfterMs, publicKey }, signer: author.peerId };
  } catch (error) {
    if (isQForgeError(error, 'PREKEY_INVALID') || isQForgeError(error, 'SEALED_SUITE_UNKNOWN')) throw error;
    throw invalid('it is malformed', error);
  }
}
