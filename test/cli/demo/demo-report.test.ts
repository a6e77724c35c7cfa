import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type DemoReport, demoTable } from '../../../src/cli/demo/demo-report.ts';

const stored = { bytes: 4200, sha256: 'ab'.repeat(32) };
const report: DemoReport = {
  participants: [
    { name: 'bob', peerId: 'qf1bob', pid: 11 },
    { name: 'alice', peerId: 'qf1alice', pid: 12 },
  ],
  channel: { suite: 'A+B/C/D', securityLevel: 'high', quantumKeys: 'simulated', handshakeMs: 21.5 },
  warmHandshakeMs: 4.25,
  qkd: {
    simulated: true,
    policy: 'require-both',
    keysUsed: 11,
    storedKeys: 990,
    qber: 0.0123,
    secretKeyRate: 16_400_000,
    pulseRateHz: 1e9,
  },
  messages: { acknowledged: 200, p50RoundTripMs: 0.25, p99RoundTripMs: 1.5 },
  bulk: { bytes: 67_108_864, durationMs: 500, bytesPerSecond: 134_217_728 },
  file: { path: 'README.md', sent: stored, received: stored, durationMs: 10, bytesPerSecond: 420_000, isSame: true },
};

describe('the table of the demonstration', () => {
  test('has everything that was measured, with its unit', () => {
    assert.deepEqual(demoTable(report), [
      'bob             qf1bob (process 11)',
      'alice           qf1alice (process 12)',
      'suite           A+B/C/D',
      'security level  high',
      'QKD             simulated: no security, for tests only',
      'key policy      require-both, 11 keys used, 990 in store',
      'QKD link        QBER 1.23 % measured in simulation',
      'key rate        16.4 Mbit/s of simulated fibre time, 0.0164 secret bits per pulse',
      'handshake       21.5 ms the first, 4.25 ms the next (median)',
      'messages        200 acknowledged, round trip 0.25 ms (p50), 1.50 ms (p99)',
      'throughput      134 MB/s (67.1 MB of messages in 500 ms)',
      'file            README.md, 4.20 kB in 10.0 ms, 420 kB/s',
      `SHA-256         ok, ${stored.sha256}`,
    ]);
  });

  test('cannot be misread when the file is another one', () => {
    const lines = demoTable({ ...report, file: { ...report.file, isSame: false } });
    assert.match(lines.at(-1) ?? '', /^SHA-256 +DIFFERENT/u);
  });

  test('says so when no key was mixed in, whatever was configured', () => {
    const lines = demoTable({ ...report, channel: { ...report.channel, quantumKeys: 'none' } });
    assert.ok(lines.includes('QKD             none: no key manager configured'));
  });
});
