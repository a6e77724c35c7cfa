import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SecurityEvent, SecuritySignal } from '../../src/base/index.ts';
import { securityProfile } from '../../src/security/security-profile.ts';
import type { ThreatPolicy } from '../../src/security/threat-catalogue.ts';
import {
  LEVEL_REVIEW_MS,
  REACTION_MS,
  THREAT_REPEAT_MS,
  type ThreatActions,
  ThreatMonitor,
} from '../../src/security/threat-monitor.ts';
import { ManualClock } from '../client/manual-clock.ts';

interface Rig {
  readonly monitor: ThreatMonitor;
  readonly clock: ManualClock;
  readonly events: SecurityEvent[];
  readonly done: string[];
  readonly see: (signal: SecuritySignal, times?: number) => void;
}

function rig(policy: Partial<ThreatPolicy> = {}, carriesOut = true): Rig {
  const clock = new ManualClock();
  const events: SecurityEvent[] = [];
  const done: string[] = [];
  const note = (text: string): boolean => {
    done.push(text);
    return carriesOut;
  };
  const actions: ThreatActions = {
    throttle: (source, forMs) => note(`throttle ${source} ${forMs}`),
    suspend: (peer, forMs) => note(`suspend ${peer} ${forMs}`),
    rekey: (whose) => note(`rekey ${typeof whose === 'string' ? whose : whose.peer}`),
    guard: (on) => note(`guard ${on}`),
  };
  const bounds = securityProfile('high').detection;
  const monitor = new ThreatMonitor({
    clock,
    bounds,
    events: { emit: (event) => events.push(event) },
    actions,
    policy,
  });
  const see = (signal: SecuritySignal, times = 1): void => {
    for (let time = 0; time < times; time += 1) monitor.observe(signal);
  };
  return { monitor, clock, events, done, see };
}

const malformed: SecuritySignal = { type: 'frame-malformed', peer: 'qf1bad' };
const failed = (source: string): SecuritySignal => ({ type: 'handshake-failed', source, code: 'HANDSHAKE_FAILED' });

describe('the monitor of threats', () => {
  test('tells of a threat, does what the policy says, and raises the level, in this order', () => {
    const { see, events, done, clock } = rig();
    see(malformed);
    assert.deepEqual(done, [`suspend qf1bad ${REACTION_MS}`]);
    assert.deepEqual(
      events.map(({ type, severity, subject, atMs }) => [type, severity, subject, atMs === clock.wallMs()]),
      [
        ['threat-detected', 'high', 'qf1bad', true],
        ['reaction', 'medium', 'qf1bad', true],
        ['threat-level', 'medium', 'this device', true],
      ],
    );
    const [detected] = events;
    assert.ok(detected?.type === 'threat-detected' && detected.observed >= detected.threshold);
  });

  test('does for each detector what the table says', () => {
    const cases: readonly (readonly [SecuritySignal, number, string])[] = [
      [failed('192.0.2.1'), 7, `throttle 192.0.2.1 ${REACTION_MS}`],
      [{ type: 'opening-replayed', source: '192.0.2.1' }, 2, `throttle 192.0.2.1 ${REACTION_MS}`],
      [{ type: 'suite-refused', source: '192.0.2.1' }, 5, `throttle 192.0.2.1 ${REACTION_MS}`],
      [{ type: 'record-replayed', peer: 'qf1' }, 1, 'rekey qf1'],
      [{ type: 'record-forged', peer: 'qf1' }, 2, 'rekey qf1'],
      [malformed, 1, `suspend qf1bad ${REACTION_MS}`],
      [{ type: 'qkd-aborted', link: 'a-b' }, 5, 'rekey quantum channels'],
      [{ type: 'qber', link: 'a-b', errorRatio: 0.2, bits: 1000 }, 1, 'rekey quantum channels'],
    ];
    for (const [signal, times, expected] of cases) {
      const { see, done } = rig();
      see(signal, times);
      assert.equal(done[0], expected);
    }
  });

  test('tells of a threat that goes on once a minute, and keeps the level up', () => {
    const { see, events, clock, monitor } = rig();
    for (let second = 0; second < 600; second += 1) {
      see(failed('192.0.2.1'), 10);
      clock.advance(1000);
    }
    const told = events.filter((event) => event.type === 'threat-detected' && event.subject === '192.0.2.1');
    assert.equal(told.length, 600_000 / THREAT_REPEAT_MS);
    assert.notEqual(monitor.report().level, 'calm');
    assert.ok((monitor.report().detections['handshake failures'] ?? 0) > told.length);
  });

  test('at a high level it guards and renews all keys, once; when it is calm again it stops guarding', () => {
    const { see, events, done, clock, monitor } = rig();
    see(malformed);
    see({ type: 'frame-malformed', peer: 'qf1other' });
    assert.equal(monitor.report().level, 'high');
    assert.equal(monitor.report().isGuarded, true);
    assert.deepEqual(
      done.filter((text) => /guard|all/u.test(text)),
      ['rekey all channels', 'guard true'],
    );
    see({ type: 'frame-malformed', peer: 'qf1third' });
    assert.equal(done.filter((text) => text === 'rekey all channels').length, 1);
    for (let step = 0; step < 200; step += 1) clock.advance(LEVEL_REVIEW_MS);
    assert.equal(done.at(-1), 'guard false');
    assert.deepEqual([monitor.report().level, monitor.report().isGuarded], ['calm', false]);
    const levels = events.flatMap((event) => (event.type === 'threat-level' ? [event.to] : []));
    assert.deepEqual(levels, ['elevated', 'high', 'elevated', 'calm']);
    assert.equal(clock.pendingCalls, 0, 'nothing is looked at when all is calm');
  });

  test('guards for a while when handshakes fail everywhere, whatever the level', () => {
    const { see, done, clock } = rig();
    for (let source = 0; source < 30; source += 1) see(failed(`192.0.2.${source}`));
    assert.ok(done.includes('guard true'));
    clock.advance(REACTION_MS / 2);
    assert.ok(!done.includes('guard false'));
    for (let step = 0; step < 200; step += 1) clock.advance(LEVEL_REVIEW_MS);
    assert.equal(done.at(-1), 'guard false');
  });

  test('only tells where the policy says so, and says when there was nothing to do', () => {
    const quiet = rig({ 'malformed frames': 'none' });
    quiet.see(malformed);
    assert.deepEqual(quiet.done, []);
    const idle = rig({}, false);
    idle.see(malformed);
    const reaction = idle.events.find(({ type }) => type === 'reaction');
    assert.ok(reaction?.type === 'reaction' && !reaction.done && reaction.severity === 'info');
  });

  test('does nothing about a peer that is merely slow', () => {
    const { see, done, events } = rig();
    for (let index = 0; index < 60; index += 1)
      see({ type: 'message-acknowledged', peer: 'qf1', durationMs: 3 + (index % 7) / 10 });
    see({ type: 'message-acknowledged', peer: 'qf1', durationMs: 500 });
    assert.deepEqual([events.length, done], [1, []]);
  });

  test('a busy device whose peers all get slow stays calm, and turns nobody away', () => {
    const { see, done, events, monitor } = rig();
    for (let peer = 0; peer < 64; peer += 1) {
      for (const durationMs of [...Array.from({ length: 40 }, (_, index) => 3 + (index % 7) / 10), 900, 80, 90]) {
        see({ type: 'handshake-finished', peer: `qf1${peer}`, durationMs });
        see({ type: 'message-acknowledged', peer: `qf1${peer}`, durationMs });
      }
    }
    assert.ok(events.length >= 128 && events.every(({ type }) => type === 'threat-detected'));
    assert.deepEqual([monitor.report().level, monitor.report().score, done], ['calm', 0, []]);
    assert.ok((monitor.report().detections['handshake times'] ?? 0) >= 64);
  });

  test('stops', () => {
    const { see, clock, monitor } = rig();
    see(malformed);
    monitor.stop();
    assert.equal(clock.pendingCalls, 0);
  });
});
