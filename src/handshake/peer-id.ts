import { bech32m } from '@scure/base';
import { ByteWriter, QForgeError, utf8 } from '../base/index.ts';
import type { CryptoBackend, VerificationKey } from '../crypto/index.ts';
import { identitySchemeNumber } from './identity-schemes.ts';

const PREFIX = 'qf';
const PEER_ID_BYTES = 32;
const DOMAIN = utf8('qforge peer id v1');
const MAX_REMEMBERED = 1024;

/** PeerIds that were parsed before: a handshake asks for the same two several times, and Bech32m costs 14 us here. */
const remembered = new Map<string, Uint8Array>();

/** The PeerId of a signing identity, as text. spec/handshake §2.1 */
export function peerIdOf(identityKey: VerificationKey, backend: CryptoBackend): string {
  const input = new ByteWriter()
    .bytes(DOMAIN)
    .u8(identitySchemeNumber(identityKey.algorithm))
    .bytes(identityKey.bytes)
    .finish();
  return formatPeerId(backend.hash('SHA-256').digest(input));
}

/** The text form of 32 bytes: Bech32m (BIP 350) with the prefix `qf`. */
export function formatPeerId(bytes: Uint8Array): string {
  return bech32m.encodeFromBytes(PREFIX, bytes);
}

/** The 32 bytes behind the text form. Throws `PEER_ID_INVALID`. */
export function parsePeerId(unverifiedText: string): Uint8Array {
  const known = remembered.get(unverifiedText);
  if (known !== undefined) return known.slice();
  const bytes = decodePeerId(unverifiedText);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(unverifiedText, bytes.slice());
  return bytes;
}

function decodePeerId(unverifiedText: string): Uint8Array {
  const decoded = bech32m.decodeUnsafe(unverifiedText);
  if (decoded === undefined) throw invalid(unverifiedText, 'it does not have the right form, or a character is wrong');
  if (decoded.prefix !== PREFIX) throw invalid(unverifiedText, `it does not start with "${PREFIX}1"`);
  if (unverifiedText !== unverifiedText.toLowerCase()) throw invalid(unverifiedText, 'it is not in lower case');
  const bytes = bech32m.fromWordsUnsafe(decoded.words);
  if (bytes instanceof Uint8Array && bytes.length === PEER_ID_BYTES) return bytes;
  throw invalid(unverifiedText, `it does not hold ${PEER_ID_BYTES} bytes`);
}

/** Whether a text is a well-formed PeerId. */
export function isPeerId(unverifiedText: string): boolean {
  try {
    parsePeerId(unverifiedText);
    return true;
  } catch {
    return false;
  }
}

function invalid(unverifiedText: string, reason: string): QForgeError<'PEER_ID_INVALID'> {
  return new QForgeError('PEER_ID_INVALID', { text: unverifiedText.slice(0, 80), reason });
}
