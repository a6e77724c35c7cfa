import { createHash } from 'node:crypto';
import type { PeerRecord } from '../../src/client/peer-record.ts';
import { formatPeerId } from '../../src/handshake/index.ts';

/** A well-formed PeerId that nobody has. */
export function samplePeerId(label: string): string {
  return formatPeerId(createHash('sha256').update(label).digest());
}

/** A record whose PeerId follows from its name. */
export function sampleRecord(name: string, more: Partial<PeerRecord> = {}): PeerRecord {
  return { name, peerId: samplePeerId(name), trusted: true, firstUse: false, addedAtMs: 1_700_000_000_000, ...more };
}
