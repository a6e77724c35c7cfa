import { ByteReader, ByteWriter, concatBytes, QForgeError, utf8 } from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import { COOKIE_BYTES } from './cookie-mint.ts';
import { WIRE_VERSION } from './opening.ts';
import { parsePeerId } from './peer-id.ts';

const MAGIC = 0x5146; // "QF"
const CHALLENGE = 0x40;
const HEADER_BYTES = 4;
const MAC_BYTES = 16;
const MAC_KEY_DOMAIN = utf8('qforge cookie mac v1');

/** Length of a challenge: shorter than any opening, so that nothing is amplified. */
export const CHALLENGE_BYTES: number = HEADER_BYTES + COOKIE_BYTES + MAC_BYTES;

//  | "QF" | wire u8 | 0x40 | cookie 16 | MAC 16 |    spec/handshake §4.5

/** Asks the sender of this opening to come again with a cookie. Throws `PEER_ID_INVALID`. */
export function encodeChallenge(
  cookie: Uint8Array,
  openingPacket: Uint8Array,
  responderPeerId: string,
  backend: CryptoBackend,
): Uint8Array {
  const covered = new ByteWriter(CHALLENGE_BYTES).u16(MAGIC).u8(WIRE_VERSION).u8(CHALLENGE).bytes(cookie).finish();
  return concatBytes(covered, challengeMac(covered, openingPacket, responderPeerId, backend));
}

/**
 * The cookie, if the answer to this opening is a challenge; undefined if it has another length, as every other answer.
 *
 * Throws `HANDSHAKE_FAILED` for a challenge that was not made for this opening by somebody who knows the PeerId.
 */
export function decodeChallenge(
  unverified: Uint8Array,
  openingPacket: Uint8Array,
  responderPeerId: string,
  backend: CryptoBackend,
): Uint8Array | undefined {
  if (unverified.length !== CHALLENGE_BYTES) return undefined;
  const reader = new ByteReader(unverified, 'The challenge');
  const covered = reader.bytes(HEADER_BYTES + COOKIE_BYTES);
  const mac = challengeMac(covered, openingPacket, responderPeerId, backend);
  const header = new ByteReader(covered, 'The challenge');
  const isChallenge = header.u16() === MAGIC && header.u8() === WIRE_VERSION && header.u8() === CHALLENGE;
  if (!backend.equalSecrets(reader.rest(), mac) || !isChallenge) {
    throw new QForgeError('HANDSHAKE_FAILED', { peer: responderPeerId });
  }
  return header.rest();
}

/** Covers the end of the opening, its MAC, so that a challenge answers one opening only. */
function challengeMac(
  covered: Uint8Array,
  openingPacket: Uint8Array,
  responderPeerId: string,
  backend: CryptoBackend,
): Uint8Array {
  const sha256 = backend.hash('SHA-256');
  const key = sha256.digest(MAC_KEY_DOMAIN, parsePeerId(responderPeerId));
  return sha256.hmac(key, covered, openingPacket.subarray(-MAC_BYTES)).subarray(0, MAC_BYTES);
}
