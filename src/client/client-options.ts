import type { Clock, KeySource, Logger, MetricsSink, SecurityEventSink, Tracer, Transport } from '../base/index.ts';
import type { CryptoBackend, SecurityLevel } from '../crypto/index.ts';
import type { DeviceIdentity, KeyPolicy } from '../handshake/index.ts';
import type { AuditStanding } from '../monitor/index.ts';
import type { KeepLimits, MemoryPoolConfig, RekeyLimits } from '../network/index.ts';
import type { ThreatPolicy } from '../security/index.ts';
import type { MessagingOptions } from './client-messaging.ts';
import type { Passphrase } from './identity-file.ts';
import type { PerformanceConfig } from './performance-manager.ts';
import type { TrustStore } from './trust-store.ts';

/** Sources of randomness beside the operating system. */
export interface EntropyOptions {
  /** Paths of devices; those that are missing are passed over. */
  readonly devices?: readonly string[];
  /** URL of a service, such as a quantum generator's. */
  readonly url?: string;
}

/** What a client is made with; only the identity is required. */
export interface ClientOptions {
  /** Path of a key file, or a loaded identity. */
  readonly identity: string | DeviceIdentity;
  /** Opens the key file; asked for only if the file is protected. */
  readonly passphrase?: Passphrase;
  /**
   * Opens the key file again when it is renewed while the client runs; must not need a person. Without it the new keys of a
   * protected file are used after a restart, and a warning says so.
   */
  readonly passphraseAgain?: Passphrase;
  /** Refuses an identity of another level (docs/spec/security-levels.md). Default: the level of the identity. */
  readonly securityLevel?: SecurityLevel;
  /** Where to accept peers, such as `tcp://0.0.0.0:7700`; default: nowhere. */
  readonly listen?: string | readonly string[];
  /** Path of the list of peers, or the list; default: an empty one in memory. */
  readonly trust?: string | TrustStore;
  /** Accept initiators that were never seen before, and remember them. Only for networks where nobody hostile is first. */
  readonly trustOnFirstUse?: boolean;
  /** Keys shared by other means, such as quantum key distribution. */
  readonly keySource?: KeySource;
  /** Path of a file that says how to reach a key manager by ETSI GS QKD 014 (docs/spec/kme.md); instead of `keySource`. */
  readonly kme?: string;
  /** Default: `require-both` with a source of keys, else `require-pqc`. */
  readonly keyPolicy?: KeyPolicy;
  /** Sealed messages, for peers that are away or several hops off; default: none. */
  readonly messaging?: MessagingOptions;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly metrics?: MetricsSink;
  /** Where channels, rekeys, transfers of files and connections of tunnels leave their spans (docs/operations.md); default: nowhere. */
  readonly tracer?: Tracer;
  /** Takes security events, for an audit trail (`Observation.audit`); they are logged and counted in any case. */
  readonly securityEvents?: SecurityEventSink;
  /** How the audit trail does: while it cannot be written the client is in a critical state and takes no work (docs/spec/audit-trail.md §5). */
  readonly auditStanding?: () => AuditStanding;
  /** What is done about threats, where it is not the usual (docs/spec/threat-detection.md §4). */
  readonly threatPolicy?: Partial<ThreatPolicy>;
  /** Generators whose bytes are mixed into the randomness of keys: devices, or a service (docs/spec/entropy.md). Default: none. */
  readonly entropy?: EntropyOptions;
  readonly backend?: CryptoBackend;
  /** Default: TCP, Unix sockets and WebSockets. */
  readonly transports?: readonly Transport[];
  /** Pages that may connect to `ws` listeners, such as `https://chat.example`; default: none. */
  readonly allowedOrigins?: readonly string[];
  readonly pool?: MemoryPoolConfig;
  readonly performance?: Partial<PerformanceConfig>;
  readonly handshakeTimeoutMs?: number;
  /** Meet peers that were reached before in one round trip; who breaks their static keys later learns who called. Default: false. */
  readonly recognisePeers?: boolean;
  /** When keys are replaced; by default as the security level says: at `high` after 120 s, 2^20 records or 2^34 bytes. */
  readonly rekey?: Partial<RekeyLimits>;
  /** How long channels are kept through cuts (10 min), when a new handshake is due (a day), when idle ones are closed (never). */
  readonly keep?: Partial<KeepLimits>;
}
