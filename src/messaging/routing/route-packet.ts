import type { ByteReader, ByteWriter } from '../../base/index.ts';
import { MAX_ENVELOPE_BYTES } from '../mailbox/mailbox-limits.ts';
import { hexIdBytes, readHexId } from '../sealed/hex-id.ts';
import { PEER_KEY_BYTES, type PeerKey, peerKeyFrom } from './peer-key.ts';
import { MAX_HOPS, MAX_TTL_MS } from './routing-limits.ts';

/** How urgent a message is: 0 goes before 1, and so on. */
export type RoutePriority = 0 | 1 | 2 | 3;

/** A message on its way. */
export interface RoutePacket {
  /** Random; by it loops and duplicates are known. */
  readonly id: string;
  /** Hops that it may still take, the next one included. */
  readonly hopsLeft: number;
  readonly priority: RoutePriority;
  /** How long it may still be under way: a duration, so that clocks need not agree. */
  readonly ttlMs: number;
  readonly destination: PeerKey;
  readonly payload: Uint8Array;
}

//  | packet ID 16 | hops left u8 | priority u8 | ttl u32 | destination 32 | payload |      spec/routing §5

/** Writes a packet behind what is there. */
export function writePacket(writer: ByteWriter, packet: RoutePacket): ByteWriter {
  return writer
    .bytes(hexIdBytes(packet.id))
    .u8(packet.hopsLeft)
    .u8(packet.priority)
    .u32(Math.max(0, Math.floor(packet.ttlMs)))
    .byteString(packet.destination)
    .bytes(packet.payload);
}

/** Reads a packet to the end. Throws `MALFORMED`. */
export function readPacket(reader: ByteReader): RoutePacket {
  const id = readHexId(reader);
  const [hopsLeft, priority, ttlMs] = [reader.u8(), reader.u8(), reader.u32()];
  if (hopsLeft > MAX_HOPS) throw reader.malformed('it may take too many hops');
  if (!isPriority(priority)) throw reader.malformed('its priority is unknown');
  if (ttlMs > MAX_TTL_MS) throw reader.malformed('it may live too long');
  const destination = peerKeyFrom(reader.bytes(PEER_KEY_BYTES));
  const payload = reader.rest();
  if (payload.length > MAX_ENVELOPE_BYTES) throw reader.malformed('its payload is too long');
  return { id, hopsLeft, priority, ttlMs, destination, payload };
}

function isPriority(value: number): value is RoutePriority {
  return value >= 0 && value <= 3;
}
