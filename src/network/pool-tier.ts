import { assert } from '../base/index.ts';
import type { PoolStats } from './pool-stats.ts';

/** Size and bound of one tier. */
export interface PoolTierConfig {
  readonly bufferBytes: number;
  /** Kept for the next request at most; what is given back beyond is let go. */
  readonly maxRetainedBytes: number;
}

/** A buffer and whether it is out. */
export interface PoolSlot {
  readonly bytes: Uint8Array;
  /** Undefined for a buffer larger than every tier. */
  readonly tier: PoolTier | undefined;
  inUse: boolean;
}

/** After so many releases a tier looks back at how many buffers it needed. */
const RELEASES_PER_TRIM = 4096;

/**
 * Buffers of one size, last in, first out: the one used last is the one in the processor's cache.
 *
 * How many are kept follows demand: no more than were out at once in this and the previous stretch of releases.
 */
export class PoolTier {
  readonly bufferBytes: number;
  readonly #maxRetained: number;
  readonly #allocate: (tier: PoolTier) => PoolSlot;
  readonly #retained: PoolSlot[] = [];
  #hits = 0;
  #misses = 0;
  #released = 0;
  #discarded = 0;
  #inUse = 0;
  #highWaterMark = 0;
  #recentPeak = 0;
  #previousPeak = 0;
  #releasesSinceTrim = 0;

  constructor(config: PoolTierConfig, allocate: (tier: PoolTier) => PoolSlot) {
    assert(Number.isSafeInteger(config.bufferBytes) && config.bufferBytes > 0, 'a tier has buffers of some length');
    assert(config.maxRetainedBytes >= 0, 'a tier keeps no negative number of bytes');
    this.bufferBytes = config.bufferBytes;
    this.#maxRetained = Math.floor(config.maxRetainedBytes / config.bufferBytes);
    this.#allocate = allocate;
  }

  /** A buffer that was kept, or a new one. */
  take(): PoolSlot {
    this.#inUse += 1;
    if (this.#inUse > this.#recentPeak) this.#notePeak();
    const kept = this.#retained.pop();
    if (kept === undefined) {
      this.#misses += 1;
      return this.#allocate(this);
    }
    this.#hits += 1;
    kept.inUse = true;
    return kept;
  }

  /** Keeps the buffer, or lets it go if enough are kept. */
  putBack(slot: PoolSlot): void {
    slot.inUse = false;
    this.#inUse -= 1;
    this.#released += 1;
    if (this.#retained.length < this.#maxRetained) this.#retained.push(slot);
    else this.#discarded += 1;
    this.#releasesSinceTrim += 1;
    if (this.#releasesSinceTrim >= RELEASES_PER_TRIM) this.trim();
  }

  /** Lets go of what recent demand would not have used; returns how many bytes. Begins a new stretch. */
  trim(): number {
    const needed = Math.max(this.#recentPeak, this.#previousPeak);
    const surplus = Math.max(0, this.#inUse + this.#retained.length - needed);
    // The oldest are at the front: the ones used least lately.
    const letGo = this.#retained.splice(0, surplus).length;
    this.#discarded += letGo;
    this.#previousPeak = this.#recentPeak;
    this.#recentPeak = this.#inUse;
    this.#releasesSinceTrim = 0;
    return letGo * this.bufferBytes;
  }

  stats(): PoolStats {
    const requests = this.#hits + this.#misses;
    return {
      bufferBytes: this.bufferBytes,
      hits: this.#hits,
      misses: this.#misses,
      hitRatio: requests === 0 ? 0 : this.#hits / requests,
      reuseRatio: this.#released === 0 ? 0 : this.#hits / this.#released,
      discarded: this.#discarded,
      inUse: this.#inUse,
      highWaterMark: this.#highWaterMark,
      retained: this.#retained.length,
      retainedBytes: this.#retained.length * this.bufferBytes,
    };
  }

  #notePeak(): void {
    this.#recentPeak = this.#inUse;
    if (this.#inUse > this.#highWaterMark) this.#highWaterMark = this.#inUse;
  }
}
