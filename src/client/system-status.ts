import type { PerformanceMetrics } from '../base/index.ts';
import type { CipherSuite, SecurityLevel } from '../crypto/index.ts';
import type { Channel, PoolStats, QuantumKeyKind } from '../network/index.ts';

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
  readonly pool: Readonly<Record<string, PoolStats>>;
  readonly metrics: PerformanceMetrics;
}

/** One channel's line of the status. `nowMs` is monotonic time. */
export function peerStatus(channel: Channel, name: string | undefined, nowMs: number): PeerStatus {
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
    quantumKeys: statistics.quantumKeys,
  };
}

/** The level of a device's suites. */
export function levelOf(suites: readonly CipherSuite[]): SecurityLevel {
  return suites[0]?.level ?? 'standard';
}
