import type { PerformanceMetrics } from '../base/index.ts';
import type { CipherSuite, SecurityLevel } from '../crypto/index.ts';
import type { OutboxUsage } from '../messaging/index.ts';
import type { Channel, ChannelState, KeepLimits, PoolStats, QuantumKeyKind, RekeyLimits } from '../network/index.ts';
import type { ErrorFigures } from '../resilience/index.ts';
import type { EntropyReport, SelfTestStatus, ThreatReport } from '../security/index.ts';
import type { SharedKeyStatus } from './watched-key-source.ts';

/** One open channel, as plain data. Times in milliseconds; `lastActivityMs` is how long ago. */
export interface PeerStatus {
  readonly peerId: string;
  /** The name in the list of peers, if it has one. */
  readonly name: string | undefined;
  readonly address: string;
  readonly direction: 'outgoing' | 'incoming';
  readonly suite: string;
  readonly securityLevel: SecurityLevel;
  readonly handshakeMs: number;
  readonly establishedAtMs: number;
  readonly lastActivityMs: number;
  readonly rxBytes: number;
  readonly txBytes: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly meanRoundTripMs: number | undefined;
  readonly state: ChannelState;
  /** How long ago the channel was opened; `establishedAtMs` is of its present session. */
  readonly ageMs: number;
  /** Sessions after the first. */
  readonly reconnects: number;
  /** How often keys were replaced. */
  readonly rekeys: number;
  readonly messagesUnacknowledged: number;
  /** How the peer has behaved lately, between 0 (badly) and 1. */
  readonly trustScore: number | undefined;
  readonly quantumKeys: QuantumKeyKind;
}

/** What a client is and does now, as plain data. */
export interface SystemStatus {
  readonly peerId: string;
  readonly backend: string;
  readonly securityLevel: SecurityLevel;
  readonly suites: readonly string[];
  readonly certificateExpiresAtMs: number;
  readonly listen: readonly string[];
  readonly uptimeMs: number;
  readonly peers: readonly PeerStatus[];
  /** Undefined without a source of shared keys. */
  readonly sharedKeys: SharedKeyStatus | undefined;
  /** Mail that recipients have not confirmed; undefined without messaging. */
  readonly outbox: OutboxUsage | undefined;
  readonly entropy: EntropyReport;
  /** How threatened the client is, and what was found. */
  readonly threat: ThreatReport;
  /** What went wrong, recovered from or not (docs/resilience.md). */
  readonly errors: ErrorFigures;
  readonly selfTest: SelfTestStatus;
  /** When keys and sessions are replaced. */
  readonly limits: { readonly rekey: RekeyLimits; readonly keep: KeepLimits };
  readonly pool: Readonly<Record<string, PoolStats>>;
  readonly metrics: PerformanceMetrics;
}

/** One channel's line of the status. `nowMs` is monotonic time. */
export function peerStatus(channel: Channel, name: string | undefined, nowMs: number, trustScore?: number): PeerStatus {
  const statistics = channel.statistics();
  return {
    peerId: channel.peerId,
    name,
    address: channel.remoteAddress,
    direction: channel.role === 'initiator' ? 'outgoing' : 'incoming',
    suite: channel.suite.name,
    securityLevel: channel.suite.level,
    handshakeMs: statistics.handshakeMs,
    establishedAtMs: statistics.establishedAtMs,
    lastActivityMs: nowMs - statistics.lastActivityMs,
    rxBytes: statistics.bytesReceived,
    txBytes: statistics.bytesSent,
    messagesIn: statistics.messagesReceived,
    messagesOut: statistics.messagesSent,
    meanRoundTripMs: statistics.meanRoundTripMs,
    state: channel.state,
    ageMs: statistics.ageMs,
    reconnects: statistics.sessions - 1,
    rekeys: statistics.rekeys,
    messagesUnacknowledged: statistics.messagesUnacknowledged,
    trustScore,
    quantumKeys: statistics.quantumKeys,
  };
}

/** The level of a device's suites. */
export function levelOf(suites: readonly CipherSuite[]): SecurityLevel {
  return suites[0]?.level ?? 'standard';
}
