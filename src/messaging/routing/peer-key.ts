import { ByteWriter, byteString } from '../../base/index.ts';
import { formatPeerId, parsePeerId } from '../../handshake/index.ts';

/** A PeerId as 32 characters of one byte each: routers compare and keep many, and the text form is slow to make. */
export type PeerKey = string;

/** Bytes of a PeerId. */
export const PEER_KEY_BYTES = 32;

/** The key of a PeerId. Throws `PEER_ID_INVALID`. */
export function peerKeyOf(unverifiedPeerId: string): PeerKey {
  return byteString(parsePeerId(unverifiedPeerId));
}

/** The key of the bytes of a PeerId. */
export function peerKeyFrom(bytes: Uint8Array): PeerKey {
  return byteString(bytes);
}

/** The PeerId of a key, to show. */
export function peerIdOfKey(key: PeerKey): string {
  return formatPeerId(peerKeyBytes(key));
}

/** The bytes of a key. */
export function peerKeyBytes(key: PeerKey): Uint8Array {
  return new ByteWriter(PEER_KEY_BYTES).byteString(key).finish();
}
