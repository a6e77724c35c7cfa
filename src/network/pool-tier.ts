import { assert } from '../base/index.ts';
import { PoolDemand } from './pool-demand.ts';
import type { PoolSlot } from './pool-lease.ts';
import { type PoolStats, ratioOf } from './pool-stats.ts';
import { RequestSizes } from './request-sizes.ts';

/** Size and bound of one tier. */
export interface PoolTierConfig {
  readonly bufferBytes: number;
  /** Kept for the next request at most; what is given back beyond is let go. */
  readonly maxRetainedBytes: number;
}

/** Where a tier's buffers come from, and go to when it wants them no longer. */
export interface PoolMemory {
  /** A new buffer. May throw: then the tier is as it was. */
  allocate(tier: PoolTier): PoolSlot;
  letGo(slot: PoolSlot): void;
}

/** After so many releases a tier looks back at how many buffers it needed. */
const RELEASES_PER_STRETCH = 4096;

/**
 * Buffers of one size, last in, first out: the one used last is the one in the processor's cache.
 *
 * How many are kept follows demand ({@link PoolDemand}), within the tier's limit in bytes.
 */
export class PoolTier {
  #config: PoolTierConfig;
  readonly bufferBytes: number;
  #maxRetained: number;
  readonly #memory: PoolMemory;
  readonly #retained: PoolSlot[] = [];
  readonly #demand = new PoolDemand();
  readonly #sizes = new RequestSizes();
  #misses = 0;
  #released = 0;
  #discarded = 0;
  #discardedAtLimit = 0;
  #leaked = 0;
  #inUse = 0;
  #highWaterMark = 0;
  #releasesInStretch = 0;

  constructor(config: PoolTierConfig, memory: PoolMemory) {
    assert(Number.isSafeInteger(config.bufferBytes) && config.bufferBytes > 0, 'a tier has buffers of some length');
    assert(config.maxRetainedBytes >= 0, 'a tier keeps no negative number of bytes');
    this.#config = config;
    this.bufferBytes = config.bufferBytes;
    this.#maxRetained = Math.floor(config.maxRetainedBytes / config.bufferBytes);
    this.#memory = memory;
  }

  /** Size and bound, as they are now. */
  get config(): PoolTierConfig {
    return this.#config;
  }

  /** Keeps so many bytes at most from now on; what is kept beyond goes at once. */
  retainUpTo(maxRetainedBytes: number): void {
    assert(maxRetainedBytes >= 0, 'a tier keeps no negative number of bytes');
    this.#config = { ...this.#config, maxRetainedBytes };
    this.#maxRetained = Math.floor(maxRetainedBytes / this.bufferBytes);
    this.#letGoOldest(Math.max(0, this.#retained.length - this.#maxRetained));
  }

  get retainedBytes(): number {
    return this.#retained.length * this.bufferBytes;
  }

  /** A buffer that was kept, or a new one. Throws what {@link PoolMemory.allocate} does. */
  take(requestedBytes: number): PoolSlot {
    const slot = this.#retained.pop() ?? this.#newSlot();
    slot.lease.inUse = true;
    this.#inUse += 1;
    if (this.#inUse > this.#highWaterMark) this.#highWaterMark = this.#inUse;
    this.#demand.note(this.#inUse);
    this.#sizes.add(requestedBytes);
    return slot;
  }

  /** Keeps the buffer, or lets it go if enough are kept. */
  putBack(slot: PoolSlot): void {
    slot.lease.inUse = false;
    this.#inUse -= 1;
    this.#released += 1;
    if (this.#retained.length < this.#maxRetained) this.#retained.push(slot);
    else this.#discardAtLimit(slot);
    this.#releasesInStretch += 1;
    if (this.#releasesInStretch >= RELEASES_PER_STRETCH) this.trim();
  }

  /** Ends a stretch of use; lets go of what demand has no need of, and returns how many bytes. */
  trim(): number {
    const target = this.#demand.endStretch(this.#inUse);
    this.#releasesInStretch = 0;
    return this.#letGoOldest(Math.max(0, this.#inUse + this.#retained.length - target));
  }

  /** Lets go of so many bytes, or of all that is kept; returns how many bytes. */
  shed(bytes: number): number {
    return this.#letGoOldest(Math.min(this.#retained.length, Math.ceil(bytes / this.bufferBytes)));
  }

  /** A buffer that was out has become garbage. */
  noteLost(): void {
    this.#inUse -= 1;
    this.#leaked += 1;
  }

  stats(): PoolStats {
    const { requests, bytes } = this.#sizes;
    const hits = requests - this.#misses;
    return {
      bufferBytes: this.bufferBytes,
      hits,
      misses: this.#misses,
      hitRatio: ratioOf(hits, requests),
      reuseRatio: ratioOf(hits, this.#released),
      released: this.#released,
      discarded: this.#discarded,
      discardedAtLimit: this.#discardedAtLimit,
      leaked: this.#leaked,
      inUse: this.#inUse,
      highWaterMark: this.#highWaterMark,
      target: this.#demand.target,
      retained: this.#retained.length,
      retainedBytes: this.retainedBytes,
      requestedBytes: bytes,
      wasteRatio: ratioOf(requests * this.bufferBytes - bytes, requests * this.bufferBytes),
      p99RequestBytes: Math.min(this.#sizes.quantile(0.99), this.bufferBytes),
    };
  }

  #newSlot(): PoolSlot {
    const slot = this.#memory.allocate(this);
    this.#misses += 1;
    return slot;
  }

  #discardAtLimit(slot: PoolSlot): void {
    this.#discarded += 1;
    this.#discardedAtLimit += 1;
    this.#memory.letGo(slot);
  }

  /** The oldest are at the front: the ones used least lately. */
  #letGoOldest(count: number): number {
    const letGo = this.#retained.splice(0, count);
    for (const slot of letGo) this.#memory.letGo(slot);
    this.#discarded += letGo.length;
    return letGo.length * this.bufferBytes;
  }
}
