import type { Clock, KeySource, Logger, MetricsSink, Transport } from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import type { DeviceIdentity, KeyPolicy } from '../handshake/index.ts';
import type { MemoryPoolConfig } from '../network/index.ts';
import type { Passphrase } from './identity-file.ts';
import type { PerformanceConfig } from './performance-manager.ts';
import type { TrustStore } from './trust-store.ts';

/** What a client is made with; only the identity is required. */
export interface ClientOptions {
  /** Path of a key file, or a loaded identity. */
  readonly identity: string | DeviceIdentity;
  /** Opens the key file; asked for only if the file is protected. */
  readonly passphrase?: Passphrase;
  /** Where to accept peers, such as `tcp://0.0.0.0:7700`; default: nowhere. */
  readonly listen?: string | readonly string[];
  /** Path of the list of peers, or the list; default: an empty one in memory. */
  readonly trust?: string | TrustStore;
  /** Accept initiators that were never seen before, and remember them. Only for networks where nobody hostile is first. */
  readonly trustOnFirstUse?: boolean;
  /** Keys shared by other means, such as quantum key distribution. */
  readonly keySource?: KeySource;
  /** Default: `require-both` with a key source, else `require-pqc`. */
  readonly keyPolicy?: KeyPolicy;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly metrics?: MetricsSink;
  readonly backend?: CryptoBackend;
  readonly transports?: readonly Transport[];
  readonly pool?: MemoryPoolConfig;
  readonly performance?: Partial<PerformanceConfig>;
  readonly handshakeTimeoutMs?: number;
}
