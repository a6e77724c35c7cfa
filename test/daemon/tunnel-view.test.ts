import assert from 'node:assert/strict';
import test from 'node:test';
import type { ForwardStatus, PeerRecord, TunnelRefusal } from '../../src/client/index.ts';
import { forwardGauges, tunnelView } from '../../src/daemon/tunnel-view.ts';
import { MetricsRegistry, prometheusText } from '../../src/monitor/index.ts';
import { ManualClock } from '../client/manual-clock.ts';

const forward: ForwardStatus = {
  kind: 'served',
  peer: 'qf1alice',
  listen: undefined,
  target: 'db:5432',
  state: 'ready',
  open: 1,
  total: 2,
  failed: 1,
  failures: { CONNECTION_REFUSED: 1 },
  bytesOut: 100,
  bytesIn: 50,
};
const alice: PeerRecord = {
  name: 'alice',
  peerId: 'qf1alice',
  trusted: false,
  firstUse: false,
  addedAtMs: 0,
  tunnel: { connect: ['db:5432'], bind: [] },
};

test('forwards have names and rates, rules say whose they are, and refusals who was refused', () => {
  const clock = new ManualClock();
  let forwards = [forward];
  const refusal: TunnelRefusal = {
    atMs: 7,
    peer: 'qf1stranger',
    wish: 'connect',
    address: 'db:1',
    code: 'FORWARD_NOT_ALLOWED',
  };
  const peers = [alice, { ...alice, name: 'bob', peerId: 'qf1bob', tunnel: undefined } as unknown as PeerRecord];
  const view = tunnelView({ forwards: () => forwards, refusals: () => [refusal] }, () => peers, clock);
  assert.deepEqual(view(), {
    forwards: [{ ...forward, name: 'alice', rates: undefined }],
    rules: [{ peer: 'qf1alice', name: 'alice', trusted: false, connect: ['db:5432'], bind: [] }],
    refusals: [{ ...refusal, name: '' }],
  });
  clock.advance(2000);
  forwards = [{ ...forward, total: 4, bytesOut: 300 }];
  assert.deepEqual(view().forwards[0]?.rates, {
    bytesInPerSecond: 0,
    bytesOutPerSecond: 100,
    totalPerSecond: 1,
    spanMs: 2000,
  });
});

test('forwards are counted by whether they work, channels behind them one to a peer, and what is dialled for peers is none', () => {
  const states = [
    ['local', 'a', 'ready', 'open'],
    ['local', 'b', 'waiting', 'reconnecting'],
    ['remote', 'b', 'waiting', 'reconnecting'],
    ['local', 'c', 'waiting', 'none'],
    ['served', 'd', 'ready', undefined],
    ['remote', 'e', 'ready', undefined],
  ] as const;
  const forwards = states.map(([kind, peer, state, channel]) => ({ ...forward, kind, peer, state, channel }));
  const registry = new MetricsRegistry();
  registry.addCollector(forwardGauges({ forwards: () => forwards, refusals: () => [] }));
  const lines = prometheusText(registry.snapshot()).split('\n');
  const shown = lines.filter((line) => line.startsWith('qforge_tunnel_'));
  assert.deepEqual(shown, [
    'qforge_tunnel_forwards{state="ready"} 2',
    'qforge_tunnel_forwards{state="waiting"} 3',
    'qforge_tunnel_channels{state="open"} 1',
    'qforge_tunnel_channels{state="reconnecting"} 1',
    'qforge_tunnel_channels{state="none"} 1',
  ]);
});
