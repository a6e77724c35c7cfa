import { ByteReader, ByteWriter, concatBytes, isQForgeError, utf8 } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { type Author, readAuthor } from '../sealed/author.ts';
import { CLOCK_SKEW_MS } from '../sealed/signed-prekey.ts';
import { type PeerKey, peerIdOfKey } from './peer-key.ts';
import { ANNOUNCEMENT_LIFETIME_MS } from './routing-limits.ts';

/** What a device says of itself: that it is there, and since when. Times are wall-clock milliseconds. */
export interface Announcement {
  /** When it was made: a later one replaces it. */
  readonly sequence: number;
  readonly expiresAtMs: number;
}

/** An announcement that holds, with its bytes, to be passed on. */
export interface CheckedAnnouncement extends Announcement {
  readonly bytes: Uint8Array;
}

/** Makes the announcements of this device and checks those of others. */
export interface AnnouncementProver {
  make(wallMs: number): CheckedAnnouncement;
  /** What an announcement says, with bytes of its own, if it is one of this device and holds now. */
  check(unverified: Uint8Array, origin: PeerKey, wallMs: number): CheckedAnnouncement | undefined;
}

const VERSION = 1;
const CONTEXT = utf8('qforge route announcement v1');

//  | 1 u8 | sequence u64 | expires u64 | scheme u8 | identity key | signature |              spec/routing §3

/** Announcements that are signed by the identities of devices. */
export function signedAnnouncements(author: Author, backend: CryptoBackend): AnnouncementProver {
  return {
    make: (wallMs) => {
      const [sequence, expiresAtMs] = [Math.floor(wallMs), Math.floor(wallMs) + ANNOUNCEMENT_LIFETIME_MS];
      const head = new ByteWriter().u8(VERSION).u64(sequence).u64(expiresAtMs);
      const signed = head.u8(author.scheme).bytes(author.publicKey).finish();
      return { sequence, expiresAtMs, bytes: concatBytes(signed, author.sign(signed, CONTEXT)) };
    },
    check: (unverified, origin, wallMs) => {
      try {
        const announcement = decodeAnnouncement(unverified, peerIdOfKey(origin), wallMs, backend);
        return { ...announcement, bytes: unverified.slice() };
      } catch (error) {
        if (isQForgeError(error)) return undefined;
        throw error;
      }
    },
  };
}

/** Reads an announcement and checks that it is of this device and holds now. Throws `MALFORMED`, `CRYPTO_KEY_INVALID`. */
export function decodeAnnouncement(
  unverified: Uint8Array,
  origin: string,
  wallMs: number,
  backend: CryptoBackend,
): Announcement {
  const reader = new ByteReader(unverified, 'The route announcement');
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const [sequence, expiresAtMs] = [reader.u64(), reader.u64()];
  if (sequence > wallMs + CLOCK_SKEW_MS) throw reader.malformed('it comes from the future');
  if (expiresAtMs < wallMs || expiresAtMs > sequence + ANNOUNCEMENT_LIFETIME_MS) {
    throw reader.malformed('it does not hold now');
  }
  const author = readAuthor(reader, backend);
  if (author.peerId !== origin) throw reader.malformed('somebody else has signed it');
  const signed = unverified.subarray(0, unverified.length - reader.remaining);
  const signature = reader.bytes(author.signatureBytes);
  reader.end();
  if (!author.verify(signed, signature, CONTEXT)) throw reader.malformed('its signature does not verify');
  return { sequence, expiresAtMs };
}
