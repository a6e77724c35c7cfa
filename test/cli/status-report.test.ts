import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { readableStatus, statusDump } from '../../src/cli/status-report.ts';
import { sampleForward, sampleHealth, samplePeer, sampleStatus } from '../daemon/sample-status.ts';

const answering = { pid: 42, command: 'listen', status: sampleStatus, health: sampleHealth };
const silent = {
  pid: 43,
  command: 'receive',
  problem: new QForgeError('CONTROL_UNANSWERED', { path: 'p', afterMs: 5 }),
};

describe('the status for people', () => {
  test('shows the process and a block for each of its peers', () => {
    assert.deepEqual(readableStatus(answering), [
      'listen (process 42)',
      '  PeerId     qf1own',
      '  listening  tcp://0.0.0.0:7700',
      '  up         1 min 1 s',
      '  level      high',
      '',
      '  peer bob',
      '    address   tcp://192.0.2.7:7700 (incoming)',
      '    state     active, last heard or said 2 s ago',
      '    suite     X25519+ML-KEM-768/AES-256-GCM/SHA-512',
      '    keys      handshake 3.25 ms, 62 rekeys, qkd none',
      '    transfer  1.23 kB received, 568 kB sent, 5 unacknowledged',
      '    channel   up 2 h 5 min, 1 cut',
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

  test('shows the policy for shared keys, and that they are simulated', () => {
    const shown = (simulated: boolean): readonly string[] => {
      const sharedKeys = { source: 'qkd', simulated, policy: 'require-both', keysTaken: 3 };
      return readableStatus({ ...answering, status: { ...sampleStatus, sharedKeys } });
    };
    const line = '  shared keys  require-both, from qkd (simulated: no security, for tests only), 3 taken';
    assert.ok(shown(true).includes(line), shown(true).join('\n'));
    assert.ok(shown(false).includes('  shared keys  require-both, from qkd, 3 taken'));
    assert.doesNotMatch(readableStatus(answering).join(), /shared keys/u);
  });

  test('shows how much mail no recipient has confirmed, where there is an outbox', () => {
    const shown = (outbox: object): string =>
      readableStatus({ ...answering, status: { ...sampleStatus, outbox: { messages: 0, bytes: 0, ...outbox } } }).join(
        '\n',
      );
    assert.match(shown({}), /^ {2}outbox +empty$/mu);
    assert.match(
      shown({ messages: 1, bytes: 9, oldestAtMs: 1_800_000_000_000 }),
      /^ {2}outbox +1 message unconfirmed, 9 B, since 2027-01-15T08:00:00\.000Z$/mu,
    );
    assert.doesNotMatch(readableStatus(answering).join(), /outbox/u);
  });

  test('shows how often what went wrong, the most frequent class first', () => {
    const rate = (total: number) => ({ total, lastMinute: 1, perMinute: total / 15 });
    const errors = { byClass: { timeout: rate(3), recoverable: rate(30) } };
    const found = { ...answering, status: { ...sampleStatus, errors } };
    const line = '  errors     recoverable 30 (2.0 a minute), timeout 3 (0.2 a minute)';
    assert.ok(readableStatus(found).includes(line), readableStatus(found).join('\n'));
    const none = { ...answering, status: { ...sampleStatus, errors: { byClass: {} } } };
    assert.ok(readableStatus(none).includes('  errors     none'));
    assert.ok(statusDump(found).includes(['errors', '42', 'recoverable', '30', '1', '2.000'].join('\t')));
  });

  test('shows how threatened it is, and warns when it is not calm', () => {
    const shown = (level: string, isGuarded: boolean): readonly string[] =>
      readableStatus({ ...answering, status: { ...sampleStatus, threat: { level, score: 12.345, isGuarded } } });
    assert.ok(shown('calm', false).includes('  threat     calm (score 12.3)'));
    assert.doesNotMatch(shown('calm', false).join(), /warning/u);
    assert.equal(shown('high', true)[1], '  warning: the threat level is high');
    assert.ok(shown('high', true).includes('  threat     high (score 12.3), guarded'));
  });

  test('shows what a tunnel carries', () => {
    const served = { ...sampleForward, kind: 'served', listen: undefined, target: undefined, open: 0 } as const;
    const lines = readableStatus({ ...answering, status: { ...sampleStatus, forwards: [sampleForward, served] } });
    assert.deepEqual(lines.slice(-14), [
      '  forward local, bob',
      '    listens on  127.0.0.1:5432',
      '    leads to    db:5432',
      '    state       ready',
      '    carries     2 connections, 17 in all, 1 failed',
      '    transfer    4.32 kB out, 98.8 kB in',
      '',
      '  forward served, bob',
      '    listens on  -',
      '    leads to    -',
      '    state       ready',
      '    carries     0 connections, 17 in all, 1 failed',
      '    transfer    4.32 kB out, 98.8 kB in',
      '',
    ]);
    const idle = readableStatus({ ...answering, status: { ...sampleStatus, forwards: [] } });
    assert.equal(idle.at(-2), '  nothing is forwarded');
  });

  test('fits a terminal of 80 columns with the longest suite, PeerId and IPv6 address', () => {
    const peerId = `qf1${'q'.repeat(58)}`;
    const peer = {
      ...samplePeer,
      name: undefined,
      peerId,
      address: 'tcp://[2001:db8:1234:5678:9abc:def0:1234:5678]:65535',
      suite: 'X448+ML-KEM-1024/ChaCha20-Poly1305/SHA-512',
      quantumKeys: 'simulated' as const,
      state: 'reconnecting' as const,
      rekeys: 123_456,
      messagesUnacknowledged: 65_536,
    };
    const status = { ...sampleStatus, peerId, peers: [peer], forwards: [{ ...sampleForward, name: peerId }] };
    for (const line of readableStatus({ ...answering, status })) assert.ok(line.length <= 80, line);
  });

  test('is safe to print whatever a process says', () => {
    const hostile = { ...samplePeer, name: '\u001b[2J', address: 'a\nb', suite: '\u202e' };
    const lines = readableStatus({ ...answering, status: { ...sampleStatus, peerId: '\u0007', peers: [hostile] } });
    for (const line of lines) assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u);
  });
});

test('a channel that is cut off is shown as such', () => {
  const cut = { ...samplePeer, state: 'reconnecting' as const };
  const lines = readableStatus({ ...answering, status: { ...sampleStatus, peers: [cut] } });
  assert.ok(
    lines.some((line) => /state +reconnecting/u.test(line)),
    lines.join(),
  );
});

describe('the status for programs', () => {
  test('has a line for the process and one for each peer, tab-separated', () => {
    const idle = { ...samplePeer, name: undefined, lastActivityMs: 60_000 };
    assert.deepEqual(statusDump({ ...answering, status: { ...sampleStatus, peers: [samplePeer, idle] } }), [
      'process\t42\tlisten\tqf1own\ttcp://0.0.0.0:7700\t61000\thigh',
      'peer\t42\tbob\tqf1peer\ttcp://192.0.2.7:7700\tincoming\tactive\tX25519+ML-KEM-768/AES-256-GCM/SHA-512\t1234\t567890\t2000\t3.250\tnone\t7500000\t1\t62\t5',
      'peer\t42\t-\tqf1peer\ttcp://192.0.2.7:7700\tincoming\tidle\tX25519+ML-KEM-768/AES-256-GCM/SHA-512\t1234\t567890\t60000\t3.250\tnone\t7500000\t1\t62\t5',
    ]);
  });

  test('has a line for each forward', () => {
    const waiting = { ...sampleForward, state: 'waiting', channel: 'none', problem: 'PEER_UNKNOWN' } as const;
    const dump = statusDump({
      ...answering,
      status: { ...sampleStatus, peers: [], forwards: [sampleForward, waiting] },
    });
    assert.deepEqual(dump.slice(1), [
      'forward\t42\tlocal\tbob\tqf1peer\t127.0.0.1:5432\tdb:5432\tready\t2\t17\t1\t4321\t98765\t-\t-',
      'forward\t42\tlocal\tbob\tqf1peer\t127.0.0.1:5432\tdb:5432\twaiting\t2\t17\t1\t4321\t98765\tPEER_UNKNOWN\tnone',
    ]);
  });

  test('names the code of a process that does not answer', () => {
    assert.deepEqual(statusDump(silent), ['problem\t43\treceive\tCONTROL_UNANSWERED']);
  });
});
