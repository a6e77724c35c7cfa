import { ByteWriter, utf8 } from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';

/** A SHA3-256 digest as 64 lowercase hexadecimal characters: it names values in maps, and prints as it is. */
export type Digest = string;

/** Length of a digest on the wire, in bytes. */
export const DIGEST_BYTES = 32;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const DIGEST_TEXT = /^[0-9a-f]{64}$/u;

/** Digest of bytes under a domain: no bytes of one kind are ever those of another. spec/consensus §1 */
export function digestOf(backend: CryptoBackend, domain: string, ...parts: readonly Uint8Array[]): Digest {
  const label = new ByteWriter(1 + domain.length).u8(domain.length).bytes(utf8(domain)).finish();
  return digestText(backend.hash('SHA3-256').digest(label, ...parts));
}

/** The text of digest bytes. */
export function digestText(bytes: Uint8Array): Digest {
  let text = '';
  for (const byte of bytes) text += HEX[byte] ?? '';
  return text;
}

/** The bytes of a digest. */
export function digestBytes(digest: Digest): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(DIGEST_BYTES);
  for (let at = 0; at < DIGEST_BYTES; at++) bytes[at] = Number.parseInt(digest.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}

/** Whether a text from outside is a digest. */
export function isDigest(unverified: string): unverified is Digest {
  return DIGEST_TEXT.test(unverified);
}
