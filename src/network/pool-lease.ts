/** What is known of one buffer apart from its bytes: it can outlive them, so that who loses a buffer is found out. */
export interface PoolLease {
  /** Undefined for a buffer larger than every tier. */
  readonly tier: LeaseTier | undefined;
  readonly bytes: number;
  inUse: boolean;
  /** Overwritten when it comes back, whatever the caller says then. */
  isSecret: boolean;
  /** In debug mode: where it was acquired, and when. */
  trace: LeaseTrace | undefined;
}

/** Where and when something was done with a buffer. */
export interface LeaseTrace {
  readonly stack: string;
  readonly atMs: number;
}

/** A buffer and its lease. */
export interface PoolSlot {
  readonly buffer: Uint8Array;
  readonly lease: PoolLease;
}

/** The tier of a buffer, as far as a lease needs it. */
export interface LeaseTier {
  putBack(slot: PoolSlot): void;
  /** The buffer has become garbage while it was out. */
  noteLost(): void;
}
