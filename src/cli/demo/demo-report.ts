import { formatBytes, formatRate } from '../byte-count.ts';
import { formatDuration } from '../duration.ts';
import { formatErrorRate, formatKeyRate, formatYield } from '../kme/kme-report.ts';
import { printableText } from '../printable-text.ts';
import { alignedFields } from '../table.ts';
import type { ChannelFacts, StoredFile } from './participant-protocol.ts';

/** What the keys of quantum key distribution were, and the link they came from. */
export interface QkdFacts {
  readonly simulated: boolean;
  readonly policy: string;
  /** Keys that went into channels. */
  readonly keysUsed: number;
  readonly storedKeys: number;
  /** Quantum bit error rate of the link's last block, as measured, 0 to 1. */
  readonly qber: number;
  /** Of the link's last block, in bits per second of its own time. */
  readonly secretKeyRate: number;
  /** Pulses in a second of the link's own time. */
  readonly pulseRateHz: number;
}

/** Everything that was measured and checked in one demonstration. */
export interface DemoReport {
  readonly participants: readonly { readonly name: string; readonly peerId: string; readonly pid: number }[];
  readonly channel: ChannelFacts;
  /** Median over the handshakes after the first, when all code is warm. */
  readonly warmHandshakeMs: number;
  readonly qkd: QkdFacts;
  readonly messages: {
    readonly acknowledged: number;
    readonly p50RoundTripMs: number;
    readonly p99RoundTripMs: number;
  };
  readonly bulk: { readonly bytes: number; readonly durationMs: number; readonly bytesPerSecond: number };
  readonly file: {
    readonly path: string;
    readonly sent: StoredFile;
    readonly received: StoredFile;
    readonly durationMs: number;
    readonly bytesPerSecond: number;
    /** Whether the receiver's file, read back from its disk, is the one that was sent. */
    readonly isSame: boolean;
  };
}

const QUANTUM_KEYS = {
  none: 'none: no key manager configured',
  simulated: 'simulated: no security, for tests only',
  hardware: 'mixed in',
} as const;

/** The report as one table for people. */
export function demoTable(report: DemoReport): readonly string[] {
  const { channel, qkd, messages, bulk, file } = report;
  const { acknowledged, p50RoundTripMs, p99RoundTripMs } = messages;
  return alignedFields([
    ...report.participants.map(({ name, peerId, pid }) => [name, `${peerId} (process ${pid})`] as const),
    ['suite', channel.suite],
    ['security level', channel.securityLevel],
    ['QKD', QUANTUM_KEYS[channel.quantumKeys]],
    ['key policy', `${qkd.policy}, ${qkd.keysUsed} keys used, ${qkd.storedKeys} in store`],
    ['QKD link', `QBER ${formatErrorRate(qkd)}`],
    ['key rate', `${formatKeyRate(qkd)}, ${formatYield(qkd.secretKeyRate, qkd.pulseRateHz)}`],
    [
      'handshake',
      `${formatDuration(channel.handshakeMs)} the first, ${formatDuration(report.warmHandshakeMs)} the next (median)`,
    ],
    [
      'messages',
      `${acknowledged} acknowledged, round trip ${formatDuration(p50RoundTripMs)} (p50), ${formatDuration(p99RoundTripMs)} (p99)`,
    ],
    [
      'throughput',
      `${formatRate(bulk.bytesPerSecond)} (${formatBytes(bulk.bytes)} of messages in ${formatDuration(bulk.durationMs)})`,
    ],
    [
      'file',
      `${printableText(file.path)}, ${formatBytes(file.sent.bytes)} in ${formatDuration(file.durationMs)}, ${formatRate(file.bytesPerSecond)}`,
    ],
    ['SHA-256', `${file.isSame ? 'ok' : 'DIFFERENT'}, ${file.received.sha256}`],
  ]);
}
