import type { Clock, KeySource, Logger, MetricsSink, SecuritySignalSink, Tracer, Transport } from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import type { DeviceIdentity, KeyPolicy } from '../handshake/index.ts';
import type { ErrorStatistics } from '../resilience/index.ts';
import type { AdmissionLimits } from './admission-limits.ts';
import type { Authorize } from './handshake-runner.ts';
import type { MemoryPoolConfig } from './memory-pool.ts';
import type { RekeyLimits } from './rekey-limits.ts';
import type { KeepLimits } from './session-keeper.ts';

/** What network communication needs. */
export interface NetworkOptions {
  readonly backend: CryptoBackend;
  readonly identity: DeviceIdentity;
  readonly policy: KeyPolicy;
  readonly keySource: KeySource | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  /** Says whether an initiator that has proved its PeerId is welcome. */
  readonly authorize: Authorize;
  /** The address of a peer, where one is known: for messages to peers without a live channel. */
  readonly addressOf: (peerId: string) => string | undefined;
  readonly pool?: MemoryPoolConfig;
  /** One for each scheme of addresses that may be used. */
  readonly transports: readonly Transport[];
  readonly handshakeTimeoutMs?: number;
  /** Meet peers that were reached before in one round trip; who breaks their static keys later learns who called. Default: false. */
  readonly recognisePeers?: boolean;
  /** What strangers may take; by default as the process's descriptors allow. */
  readonly admission?: AdmissionLimits;
  /** When keys are replaced. */
  readonly rekey?: Partial<RekeyLimits>;
  /** How channels are kept through cuts, and for how long. */
  readonly keep?: Partial<KeepLimits>;
  /** Is told what may add up to a threat. */
  readonly signals?: SecuritySignalSink;
  /** Where failed dials and handshakes, and the reasons of cuts, are counted. */
  readonly errors?: ErrorStatistics;
  /** Where dials, handshakes and rekeys leave their spans; default: nowhere. */
  readonly tracer?: Tracer | undefined;
}
