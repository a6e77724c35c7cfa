import { formatBytes, formatRate } from '../byte-count.ts';
import { formatDuration } from '../duration.ts';
import { printableText } from '../printable-text.ts';
import { alignedFields } from '../table.ts';
import type { ChannelFacts, StoredFile } from './participant-protocol.ts';

/** Everything that was measured and checked in one demonstration. */
export interface DemoReport {
  readonly participants: readonly { readonly name: string; readonly peerId: string; readonly pid: number }[];
  readonly channel: ChannelFacts;
  /** Median over the handshakes after the first, when all code is warm. */
  readonly warmHandshakeMs: number;
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
  const { channel, messages, bulk, file } = report;
  const { acknowledged, p50RoundTripMs, p99RoundTripMs } = messages;
  return alignedFields([
    ...report.participants.map(({ name, peerId, pid }) => [name, `${peerId} (process ${pid})`] as const),
    ['suite', channel.suite],
    ['security level', channel.securityLevel],
    ['QKD', QUANTUM_KEYS[channel.quantumKeys]],
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
