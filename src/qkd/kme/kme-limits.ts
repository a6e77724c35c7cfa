import { UNIT_BYTES } from './link-pool.ts';

/** Size of a key when the request names none, in bits. */
export const DEFAULT_KEY_BITS: number = UNIT_BYTES * 8;
/** The shortest key that is handed out, in bits. */
export const MIN_KEY_BITS = 64;
/** The longest key that is handed out, in bits. */
export const MAX_KEY_BITS = 4096;
/** Keys in one request. */
export const MAX_KEYS_PER_REQUEST = 128;
/** Slave SAEs that one request may name beside the first. */
export const MAX_ADDITIONAL_SAES = 16;

/** Key streams that one SAE may have open. */
export const MAX_STREAMS_PER_SAE = 16;

/** What an operator may set of a key manager. */
export interface KmeSettings {
  /** Keys that each end of a link may hold for its own use; beyond, the link rests. */
  readonly maxKeyCount: number;
  /** Fewer keys than this, and the key manager warns. */
  readonly lowWatermark: number;
  /** How long the key of a link is kept before it counts as stale. */
  readonly unitLifetimeMs: number;
  /** How long a key that was assigned waits for its recipients. */
  readonly keyLifetimeMs: number;
  /** How long the entry of a key is kept after that. */
  readonly tombstoneMs: number;
}

/** What a key manager does unless told otherwise. */
export const defaultKmeSettings: KmeSettings = {
  maxKeyCount: 10_000,
  lowWatermark: 32,
  unitLifetimeMs: 24 * 3_600_000,
  keyLifetimeMs: 3_600_000,
  tombstoneMs: 24 * 3_600_000,
};
