import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { readableStatus, statusDump } from '../../src/cli/status-report.ts';
import { sampleHealth, samplePeer, sampleStatus } from '../daemon/sample-status.ts';

const answering = { pid: 42, command: 'listen', status: sampleStatus, health: sampleHealth };
const silent = {
  pid: 43,
  command: 'receive',
  problem: new QForgeError('CONTROL_UNANSWERED', { path: 'p', afterMs: 5 }),
};

describe('the status for people', () => {
  test('shows the process and a table of its peers', () => {
    assert.deepEqual(readableStatus(answering), [
      'listen (process 42)',
      '  PeerId     qf1own',
      '  listening  tcp://0.0.0.0:7700',
      '  up         1 min 1 s',
      '  level      high',
      '',
      '  PEER  ADDRESS               DIRECTION  STATE   SUITE                                       RX      TX     LAST  HANDSHAKE  QKD',
      '  bob   tcp://192.0.2.7:7700  incoming   active  X25519+ML-KEM-768/AES-256-GCM/SHA-512  1.23 kB  568 kB  2 s ago    3.25 ms  none',
      '',
    ]);
  });

  test('shows what is wrong before everything else', () => {
    const checks = [
      ...sampleHealth.checks,
      { name: 'network', status: 'unhealthy' as const, detail: '0 of 1 listeners are open' },
    ];
    const [, warning] = readableStatus({ ...answering, health: { status: 'unhealthy', checks } });
    assert.equal(warning, '  warning: network is unhealthy: 0 of 1 listeners are open');
    assert.match(readableStatus(silent)[1] ?? '', /warning: .* did not answer/u);
  });

  test('says so when nobody is connected and nothing listens', () => {
    const lines = readableStatus({ ...answering, status: { ...sampleStatus, listen: [], peers: [] } });
    assert.ok(lines.includes('  listening  no'));
    assert.ok(lines.includes('  no peers connected'));
  });

  test('is safe to print whatever a process says', () => {
    const hostile = { ...samplePeer, name: '\u001b[2J', address: 'a\nb', suite: '\u202e' };
    const lines = readableStatus({ ...answering, status: { ...sampleStatus, peerId: '\u0007', peers: [hostile] } });
    for (const line of lines) assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u);
  });
});

describe('the status for programs', () => {
  test('has a line for the process and one for each peer, tab-separated', () => {
    const idle = { ...samplePeer, name: undefined, lastActivityMs: 60_000 };
    assert.deepEqual(statusDump({ ...answering, status: { ...sampleStatus, peers: [samplePeer, idle] } }), [
      'process\t42\tlisten\tqf1own\ttcp://0.0.0.0:7700\t61000\thigh',
      'peer\t42\tbob\tqf1peer\ttcp://192.0.2.7:7700\tincoming\tactive\tX25519+ML-KEM-768/AES-256-GCM/SHA-512\t1234\t567890\t2000\t3.250\tnone',
      'peer\t42\t-\tqf1peer\ttcp://192.0.2.7:7700\tincoming\tidle\tX25519+ML-KEM-768/AES-256-GCM/SHA-512\t1234\t567890\t60000\t3.250\tnone',
    ]);
  });

  test('names the code of a process that does not answer', () => {
    assert.deepEqual(statusDump(silent), ['problem\t43\treceive\tCONTROL_UNANSWERED']);
  });
});
