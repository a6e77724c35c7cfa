import { assert, type Clock, type MetricsSink, silentMetrics, systemClock } from '../base/index.ts';
import { AcquireTimer } from './acquire-timer.ts';
import { ByteBudget } from './byte-budget.ts';
import { type LeaseGroup, LeaseLedger } from './lease-ledger.ts';
import { type PoolAnalytics, poolAnalytics } from './pool-analytics.ts';
import type { PoolTierName } from './pool-figures.ts';
import type { LeaseTier, LeaseTrace, PoolLease, PoolSlot } from './pool-lease.ts';
import { PoolMeter } from './pool-meter.ts';
import { PoolRest } from './pool-rest.ts';
import type { OversizeStats, PoolStats } from './pool-stats.ts';
import { type PoolMemory, PoolTier, type PoolTierConfig } from './pool-tier.ts';
import { RequestSizes } from './request-sizes.ts';
import { uninitialisedBytes } from './uninitialised-bytes.ts';

/** What may be set for a pool: any tier, any part of it. */
export type MemoryPoolConfig = { readonly [T in PoolTierName]?: Partial<PoolTierConfig> } & {
  /** What the pool may own, out and kept together; by default as much as the machine gives. */
  readonly maxBytes?: number;
  /** Keeps who has each buffer, and cuts buffers off from whoever gave them back. Slow: for tests. */
  readonly debug?: boolean;
};

/** What a pool gets from its surroundings. */
export interface PoolSurroundings {
  readonly clock?: Clock;
  readonly metrics?: MetricsSink;
}

/** How a buffer is asked for. */
export interface AcquireOptions {
  /** It will hold secrets: it is overwritten when it comes back. */
  readonly secret?: boolean;
}

const KIB = 1024;
/** Headers and tag around 64 KiB or 1 MiB of payload. */
const OVERHEAD_BYTES = KIB;
/** What stands in memory that debug mode has taken back. */
const POISON = 0xdb;

const DEFAULTS: { readonly [T in PoolTierName]: PoolTierConfig } = {
  small: { bufferBytes: 4 * KIB, maxRetainedBytes: 1024 * KIB },
  medium: { bufferBytes: 64 * KIB + OVERHEAD_BYTES, maxRetainedBytes: 4096 * KIB },
  large: { bufferBytes: 1024 * KIB + OVERHEAD_BYTES, maxRetainedBytes: 8 * (1024 * KIB + OVERHEAD_BYTES) },
};

/**
 * Reuses buffers of three sizes instead of leaving them to the garbage collector.
 *
 * Whoever acquires a buffer owns it until `release`. A buffer holds whatever its last user left there. A pool belongs to one thread:
 * each worker has its own (docs/memory-pool.md).
 */
export class MemoryPool {
  readonly #small: PoolTier;
  readonly #medium: PoolTier;
  readonly #large: PoolTier;
  readonly #slots = new WeakMap<Uint8Array, PoolSlot>();
  readonly #garbage = new FinalizationRegistry<PoolLease>((lease) => this.#onGarbage(lease));
  readonly #budget: ByteBudget;
  readonly #timer: AcquireTimer;
  readonly #ledger: LeaseLedger | undefined;
  readonly #rest: PoolRest;
  readonly #oversizes = new RequestSizes();
  #oversizeInUse = 0;
  #oversizeLeaked = 0;

  constructor(config: MemoryPoolConfig = {}, { clock = systemClock, metrics = silentMetrics }: PoolSurroundings = {}) {
    const memory: PoolMemory = {
      allocate: (tier) => this.#newSlot(tier.bufferBytes, tier),
      letGo: (slot) => this.#budget.giveBack(slot.lease.bytes),
    };
    const makeTier = (name: PoolTierName): PoolTier => new PoolTier({ ...DEFAULTS[name], ...config[name] }, memory);
    this.#small = makeTier('small');
    this.#medium = makeTier('medium');
    this.#large = makeTier('large');
    assert(this.#small.bufferBytes < this.#medium.bufferBytes, 'small buffers are smaller than medium ones');
    assert(this.#medium.bufferBytes < this.#large.bufferBytes, 'medium buffers are smaller than large ones');
    this.#budget = new ByteBudget(config.maxBytes ?? Number.POSITIVE_INFINITY, (bytes) => this.#shed(bytes));
    this.#timer = new AcquireTimer(clock);
    this.#ledger = config.debug === true ? new LeaseLedger(clock) : undefined;
    // Figures that nobody keeps are not made every ten seconds.
    const meter = metrics === silentMetrics ? undefined : new PoolMeter(metrics);
    this.#rest = new PoolRest(clock, () => {
      this.trim();
      meter?.report(this.getStats());
      return this.#retainedBytes > 0;
    });
  }

  /**
   * A buffer of at least `minBytes`; exactly `minBytes` if that is more than the largest tier has.
   *
   * Throws `MEMORY_POOL_EXHAUSTED` where the configuration sets a limit and it is reached.
   */
  acquire(minBytes: number, options?: AcquireOptions): Uint8Array {
    const slot = this.#timer.isDue() ? this.#timer.timed(() => this.#take(minBytes)) : this.#take(minBytes);
    if (options?.secret === true) slot.lease.isSecret = true;
    if (this.#ledger !== undefined) {
      slot.lease.trace = this.#ledger.traceHere();
      this.#ledger.noteOut(slot.lease);
    }
    return slot.buffer;
  }

  /**
   * Takes back a buffer that `acquire` returned (itself, not a view of it); nobody uses it after this.
   *
   * `wipe` overwrites it with zeros first, as is done for buffers acquired as secret. Releasing twice, or a buffer of another
   * origin, raises `ASSERTION_FAILED`.
   */
  release(buffer: Uint8Array, options?: { readonly wipe: boolean }): void {
    const slot = this.#slots.get(buffer);
    assert(slot !== undefined, 'the released buffer is one of this pool, not a view or a copy');
    const { lease } = slot;
    if (!lease.inUse) this.#refuseSecondRelease(lease);
    if (options?.wipe === true || lease.isSecret) wipe(slot);
    const kept = this.#ledger === undefined ? slot : this.#cutOff(slot, this.#ledger, this.#ledger.traceHere());
    if (lease.tier === undefined) this.#letGoOversize(kept.lease);
    else lease.tier.putBack(kept);
    this.#rest.noteUse();
  }

  /**
   * Lets go of buffers that demand has no need of; returns how many bytes. Tiers in use do so by themselves every few thousand
   * releases, and every ten seconds while there are any.
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
    return {
      requests: this.#oversizes.requests,
      inUse: this.#oversizeInUse,
      leaked: this.#oversizeLeaked,
      p99RequestBytes: this.#oversizes.quantile(0.99),
    };
  }

  /** Keeps so many bytes of a tier at most from now on; what is kept beyond goes at once. */
  retainUpTo(tier: PoolTierName, maxRetainedBytes: number): void {
    const tiers = { small: this.#small, medium: this.#medium, large: this.#large };
    tiers[tier].retainUpTo(maxRetainedBytes);
  }

  /** All figures together, and what they say about the configuration. */
  getAnalytics(): PoolAnalytics {
    return poolAnalytics({
      tiers: this.getStats(),
      limits: { small: this.#small.config, medium: this.#medium.config, large: this.#large.config },
      oversize: this.getOversizeStats(),
      ownedBytes: this.#budget.ownedBytes,
      limitBytes: this.#budget.limitBytes,
      refusals: this.#budget.refusals,
      acquireP50Us: this.#timer.quantileUs(0.5),
      acquireP99Us: this.#timer.quantileUs(0.99),
    });
  }

  /** In debug mode the buffers that are out, by who acquired them; else empty. */
  getOutstanding(): readonly LeaseGroup[] {
    return this.#ledger?.outstanding() ?? [];
  }

  /** In debug mode the buffers that were garbage before they were given back, by who acquired them; else empty. */
  getLeaks(): readonly LeaseGroup[] {
    return this.#ledger?.lost() ?? [];
  }

  get #retainedBytes(): number {
    return this.#small.retainedBytes + this.#medium.retainedBytes + this.#large.retainedBytes;
  }

  #take(minBytes: number): PoolSlot {
    if (minBytes <= this.#small.bufferBytes) return this.#small.take(minBytes);
    if (minBytes <= this.#medium.bufferBytes) return this.#medium.take(minBytes);
    if (minBytes <= this.#large.bufferBytes) return this.#large.take(minBytes);
    assert(Number.isSafeInteger(minBytes), 'a buffer has a whole number of bytes');
    const slot = this.#newSlot(minBytes, undefined);
    this.#oversizes.add(minBytes);
    this.#oversizeInUse += 1;
    return slot;
  }

  #newSlot(bytes: number, tier: LeaseTier | undefined): PoolSlot {
    this.#budget.take(bytes);
    return this.#track(uninitialisedBytes(bytes), tier);
  }

  #track(buffer: Uint8Array, tier: LeaseTier | undefined): PoolSlot {
    const lease: PoolLease = { tier, bytes: buffer.length, inUse: true, isSecret: false, trace: undefined };
    const slot: PoolSlot = { buffer, lease };
    this.#slots.set(buffer, slot);
    this.#garbage.register(buffer, lease);
    return slot;
  }

  #letGoOversize(lease: PoolLease): void {
    lease.inUse = false;
    this.#oversizeInUse -= 1;
    this.#budget.giveBack(lease.bytes);
  }

  /** Makes room for others: the largest buffers first, since they are the fewest to make again. */
  #shed(bytes: number): void {
    let missing = bytes;
    for (const tier of [this.#large, this.#medium, this.#small]) {
      if (missing > 0) missing -= tier.shed(missing);
    }
  }

  #onGarbage(lease: PoolLease): void {
    if (!lease.inUse) return;
    lease.inUse = false;
    this.#budget.giveBack(lease.bytes);
    this.#ledger?.noteLost(lease);
    if (lease.tier !== undefined) lease.tier.noteLost();
    else this.#noteOversizeLost();
  }

  #noteOversizeLost(): void {
    this.#oversizeInUse -= 1;
    this.#oversizeLeaked += 1;
  }

  /** Moves the memory behind a buffer to a new one, so that whoever still has the old one holds nothing: its length is 0. */
  #cutOff({ buffer, lease }: PoolSlot, ledger: LeaseLedger, trace: LeaseTrace): PoolSlot {
    ledger.noteBack(lease);
    lease.inUse = false;
    lease.trace = trace;
    const moved = new Uint8Array((buffer.buffer as ArrayBuffer).transfer());
    moved.fill(POISON);
    return this.#track(moved, lease.tier);
  }

  #refuseSecondRelease({ trace }: PoolLease): never {
    const where = trace === undefined ? '' : `; it was released before at\n${trace.stack}`;
    assert(false, `a buffer is released once${where}`);
  }
}

function wipe({ buffer, lease }: PoolSlot): void {
  buffer.fill(0);
  lease.isSecret = false;
}
