import type { HalfOpenLimits } from './half-open-table.ts';
import type { BucketLimits } from './token-buckets.ts';

/** Connections on their way to a channel, at most; fewer where half of the process's descriptors are fewer. */
export const MAX_HALF_OPEN = 16_384;

/** Those of one source: an IPv4 address or an IPv6 /64. */
export const MAX_HALF_OPEN_PER_SOURCE = 1024;

/** Handshakes under way, each with keys and some 30 KiB of state. */
export const MAX_HANDSHAKES_UNDER_WAY = 2048;

/** Those of one source. */
export const MAX_HANDSHAKES_UNDER_WAY_PER_SOURCE = 256;

/** What one source may begin a second while the device is under load. */
export const HANDSHAKES_PER_SECOND_UNDER_LOAD = 20;

/** What a source that was quiet may begin at once then. */
export const HANDSHAKE_BURST_UNDER_LOAD = 5;

/** Sources whose share is remembered. */
export const MAX_LIMITED_SOURCES = 65_536;

/** Steps of handshakes with public-key work in one turn of the event loop: a few milliseconds. */
export const HANDSHAKE_STEPS_PER_TURN = 16;

/** What strangers may take of a device before they have proved who they are. spec/handshake §8 */
export interface AdmissionLimits {
  readonly halfOpen: HalfOpenLimits;
  readonly underLoad: BucketLimits;
  readonly stepsPerTurn: number;
}

/** What a process may open at least: OPEN_MAX of macOS before Node raises it, and the usual default elsewhere. */
export const USUAL_DESCRIPTOR_LIMIT = 1024;

/** The limits for a process with this many descriptors. */
export function admissionLimits(descriptors: number = USUAL_DESCRIPTOR_LIMIT): AdmissionLimits {
  return {
    halfOpen: {
      total: Math.max(1, Math.min(MAX_HALF_OPEN, Math.floor(descriptors / 2))),
      perSource: MAX_HALF_OPEN_PER_SOURCE,
      begun: MAX_HANDSHAKES_UNDER_WAY,
      begunPerSource: MAX_HANDSHAKES_UNDER_WAY_PER_SOURCE,
    },
    underLoad: {
      perSecond: HANDSHAKES_PER_SECOND_UNDER_LOAD,
      burst: HANDSHAKE_BURST_UNDER_LOAD,
      sources: MAX_LIMITED_SOURCES,
    },
    stepsPerTurn: HANDSHAKE_STEPS_PER_TURN,
  };
}
