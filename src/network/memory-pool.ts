import { assert, defined } from '../base/index.ts';
import type { OversizeStats, PoolStats } from './pool-stats.ts';
import { type PoolSlot, PoolTier, type PoolTierConfig } from './pool-tier.ts';

/** The tiers, by rising size. */
export type PoolTierName = 'small' | 'medium' | 'large';

/** What may be set for a pool: any tier, any part of it. */
export type MemoryPoolConfig = { readonly [T in PoolTierName]?: Partial<PoolTierConfig> };

const KIB = 1024;
/** Headers and tag around 64 KiB or 1 MiB of payload. */
const OVERHEAD_BYTES = KIB;

const DEFAULTS: { readonly [T in PoolTierName]: PoolTierConfig } = {
  small: { bufferBytes: 4 * KIB, maxRetainedBytes: 1024 * KIB },
  medium: { bufferBytes: 64 * KIB + OVERHEAD_BYTES, maxRetainedBytes: 4096 * KIB },
  large: { bufferBytes: 1024 * KIB + OVERHEAD_BYTES, maxRetainedBytes: 8 * (1024 * KIB + OVERHEAD_BYTES) },
};

/**
 * Reuses buffers of three sizes instead of leaving them to the garbage collector.
 *
 * Whoever acquires a buffer owns it until `release`. A buffer holds whatever its last user left there.
 */
export class MemoryPool {
  readonly #small: PoolTier;
  readonly #medium: PoolTier;
  readonly #large: PoolTier;
  readonly #slots = new WeakMap<Uint8Array, PoolSlot>();
  #oversizeRequests = 0;
  #oversizeInUse = 0;

  constructor(config: MemoryPoolConfig = {}) {
    const makeTier = (name: PoolTierName): PoolTier =>
      new PoolTier({ ...DEFAULTS[name], ...config[name] }, (tier) => this.#newSlot(tier.bufferBytes, tier));
    this.#small = makeTier('small');
    this.#medium = makeTier('medium');
    this.#large = makeTier('large');
    assert(this.#small.bufferBytes < this.#medium.bufferBytes, 'small buffers are smaller than medium ones');
    assert(this.#medium.bufferBytes < this.#large.bufferBytes, 'medium buffers are smaller than large ones');
  }

  /** A buffer of at least `minBytes`; exactly `minBytes` if that is more than the largest tier has. */
  acquire(minBytes: number): Uint8Array {
    if (minBytes <= this.#small.bufferBytes) return this.#small.take().bytes;
    if (minBytes <= this.#medium.bufferBytes) return this.#medium.take().bytes;
    if (minBytes <= this.#large.bufferBytes) return this.#large.take().bytes;
    assert(Number.isSafeInteger(minBytes), 'a buffer has a whole number of bytes');
    this.#oversizeRequests += 1;
    this.#oversizeInUse += 1;
    return this.#newSlot(minBytes, undefined).bytes;
  }

  /**
   * Takes back a buffer that `acquire` returned (itself, not a view of it); nobody uses it after this.
   *
   * `wipe` overwrites it with zeros first: for buffers that held secrets. Releasing twice, or a buffer of another
   * origin, raises `ASSERTION_FAILED`.
   */
  release(buffer: Uint8Array, options?: { readonly wipe: boolean }): void {
    const slot = defined(this.#slots.get(buffer), 'the released buffer in this pool');
    assert(slot.inUse, 'a buffer is released once');
    if (options?.wipe === true) buffer.fill(0);
    if (slot.tier === undefined) this.#letGo(slot);
    else slot.tier.putBack(slot);
  }

  /**
   * Lets go of buffers that recent demand would not have used; returns how many bytes. Tiers in use do so by
   * themselves every few thousand releases; call this when a program comes to rest.
   */
  trim(): number {
    return this.#small.trim() + this.#medium.trim() + this.#large.trim();
  }

  /** Figures of every tier. */
  getStats(): Readonly<Record<PoolTierName, PoolStats>> {
    return { small: this.#small.stats(), medium: this.#medium.stats(), large: this.#large.stats() };
  }

  /** Figures of requests that no tier could serve. */
  getOversizeStats(): OversizeStats {
    return { requests: this.#oversizeRequests, inUse: this.#oversizeInUse };
  }

  #newSlot(bytes: number, tier: PoolTier | undefined): PoolSlot {
    // Not a Buffer, whose slice() would give a view where a copy is meant; its memory is not overwritten first.
    const slot: PoolSlot = { bytes: new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer), tier, inUse: true };
    this.#slots.set(slot.bytes, slot);
    return slot;
  }

  #letGo(slot: PoolSlot): void {
    slot.inUse = false;
    this.#oversizeInUse -= 1;
  }
}
