import assert from 'node:assert/strict';
import test from 'node:test';
import { TopRates, topLines } from '../../src/cli/top-view.ts';
import type { AnsweringProcess } from '../../src/daemon/index.ts';

const process = (pid: number, rxBytes: number, messagesIn: number): AnsweringProcess => ({
  pid,
  command: 'up',
  health: { status: 'degraded', checks: [{ name: 'network', status: 'degraded', detail: 'half of it' }] },
  status: {
    peerId: 'qf1self',
    listen: [],
    uptimeMs: 60_000,
    securityLevel: 'high',
    peers: [
      {
        peerId: 'qf1peer',
        name: 'alice\u001b[31m',
        address: 'tcp://127.0.0.1:1',
        direction: 'incoming',
        suite: 'X25519+ML-KEM-768/AES-256-GCM/SHA-512',
        handshakeMs: 1,
        rxBytes,
        txBytes: 0,
        messagesIn,
        messagesOut: 0,
        lastActivityMs: 0,
        quantumKeys: 'none',
        state: 'open',
        ageMs: 1,
        reconnects: 0,
        rekeys: 0,
        messagesUnacknowledged: 0,
      },
    ],
  },
});

test('rates are what came between two looks, over the time between them', () => {
  const rates = new TopRates();
  rates.take([process(7, 1000, 10)], 0);
  assert.deepEqual(rates.of(7), []);
  rates.take([process(7, 5000, 30)], 2000);
  assert.deepEqual(rates.of(7), [{ bytesPerSecond: 2000, messagesPerSecond: 10 }]);
  rates.take([process(7, 0, 0)], 3000);
  assert.deepEqual(rates.of(7).at(-1), { bytesPerSecond: 0, messagesPerSecond: 0 });
  rates.take([], 4000);
  assert.deepEqual(rates.of(7), []);
});

test('lines show health, rates and peers, and are never wider than the terminal', () => {
  const rates = new TopRates();
  for (const [at, bytes] of [0, 1000, 3000, 3000].entries()) rates.take([process(7, bytes, at)], at * 1000);
  for (const columns of [20, 40, 80, 200]) {
    const lines = topLines([process(7, 3000, 3)], rates, columns);
    assert.ok(
      lines.every((line) => line.length <= columns),
      String(columns),
    );
  }
  const text = topLines([process(7, 3000, 3)], rates, 80).join('\n');
  assert.match(text, /up \(process 7\) {2}degraded, up .*, 1 peer\n {2}network: half of it\n/u);
  assert.match(text, /traffic +0 B\/s {2}▅█▁/u);
  assert.match(text, /messages +1\/s {2}███/u);
  assert.ok(!text.includes('\u001b'), 'what peers are called cannot steer the terminal');
  assert.deepEqual(topLines([], rates, 80), ['nothing is running']);
});
