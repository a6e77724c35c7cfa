import { PEER_KEY_BYTES, type PeerKey, peerKeyFrom } from './peer-key.ts';
import { MAX_DESTINATIONS } from './routing-limits.ts';

/** Keys that a book holds before it begins anew: twice as many as there are destinations. */
const MAX_KEYS = 2 * MAX_DESTINATIONS;

/**
 * One string for each device, however often its bytes come: a router reads the same few keys in every path that it is told.
 *
 * Keys are found by their first word. Keys that have it in common, which somebody could choose, only cost the time to make them again.
 */
export class KeyBook {
  readonly #keys = new Map<number, PeerKey>();

  get size(): number {
    return this.#keys.size;
  }

  /** The key that begins at an offset. */
  readonly keyAt = (unverified: DataView, offset: number): PeerKey => {
    const word = unverified.getInt32(offset);
    const known = this.#keys.get(word);
    if (known !== undefined && isKeyAt(known, unverified, offset)) return known;
    const key = peerKeyFrom(new Uint8Array(unverified.buffer, unverified.byteOffset + offset, PEER_KEY_BYTES));
    if (this.#keys.size >= MAX_KEYS) this.#keys.clear();
    this.#keys.set(word, key);
    return key;
  };
}

function isKeyAt(key: PeerKey, unverified: DataView, offset: number): boolean {
  for (let at = 0; at < PEER_KEY_BYTES; at++) {
    if (key.charCodeAt(at) !== unverified.getUint8(offset + at)) return false;
  }
  return true;
}
