import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SecuritySignal } from '../../src/base/index.ts';
import { securityProfile } from '../../src/security/security-profile.ts';
import { EVERYBODY, ThreatDetectors } from '../../src/security/threat-detectors.ts';

const fresh = (level: 'standard' | 'high' | 'maximum' = 'high'): ThreatDetectors =>
  new ThreatDetectors(securityProfile(level).detection);

/** What a signal every so many milliseconds leads to; the name, severity and subject of each detection. */
function found(signal: SecuritySignal, count: number, everyMs: number, detectors = fresh()): string[] {
  return Array.from({ length: count }, (_, index) => detectors.observe(signal, index * everyMs)).flatMap((detections) =>
    detections.map(({ detector, severity, subject }) => `${detector}, ${severity}: ${subject}`),
  );
}

describe('threat detection', () => {
  test('tells the failures of one source from those of all', () => {
    const failure = (source: string): SecuritySignal => ({
      type: 'handshake-failed',
      source,
      code: 'HANDSHAKE_FAILED',
    });
    assert.deepEqual(new Set(found(failure('192.0.2.1'), 20, 200)), new Set(['handshake failures, medium: 192.0.2.1']));
    assert.deepEqual(found(failure('192.0.2.1'), 60, 60_000), [], 'one a minute is usual');
    const detectors = fresh();
    const detections = Array.from({ length: 40 }, (_, index) =>
      detectors.observe(failure(`192.0.2.${index}`), index * 20),
    ).flat();
    assert.deepEqual(new Set(detections.map(({ subject }) => subject)), new Set([EVERYBODY]));
    assert.deepEqual(found({ type: 'handshake-failed', source: undefined, code: 'X' }, 3, 100), []);
  });

  test('finds each kind of attack', () => {
    const peer = 'qf1peer';
    const cases: readonly (readonly [SecuritySignal, number, string])[] = [
      [{ type: 'opening-replayed', source: '192.0.2.1' }, 2, 'replayed openings, medium: 192.0.2.1'],
      [{ type: 'suite-refused', source: '192.0.2.1' }, 5, 'refused suites, medium: 192.0.2.1'],
      [{ type: 'record-replayed', peer }, 1, 'records out of place, high: qf1peer'],
      [{ type: 'record-reordered', peer }, 1, 'records out of place, high: qf1peer'],
      [{ type: 'record-forged', peer }, 2, 'forged records, medium: qf1peer'],
      [{ type: 'frame-malformed', peer }, 1, 'malformed frames, high: qf1peer'],
      [{ type: 'qkd-aborted', link: 'a-b' }, 5, 'aborted quantum blocks, high: a-b'],
      [{ type: 'qber', link: 'a-b', errorRatio: 0.2, bits: 1000 }, 1, 'error rate of a quantum link, high: a-b'],
      [{ type: 'entropy-failed', name: 'system', required: true }, 1, 'entropy failures, critical: system'],
      [{ type: 'entropy-failed', name: 'device', required: false }, 1, 'entropy failures, medium: device'],
    ];
    for (const [signal, count, expected] of cases) assert.equal(found(signal, count, 100)[0], expected);
  });

  test('finds peers that answer at another pace, handshakes and messages apart', () => {
    const detectors = fresh();
    const times = (durationMs: number, type: 'handshake-finished' | 'message-acknowledged') =>
      detectors.observe({ type, peer: 'qf1', durationMs }, 0);
    for (let index = 0; index < 60; index += 1) {
      assert.deepEqual(times(3 + (index % 7) / 10, 'handshake-finished'), []);
      assert.deepEqual(times(300 + (index % 7), 'message-acknowledged'), []);
    }
    assert.equal(times(300, 'handshake-finished')[0]?.detector, 'handshake times');
    assert.equal(times(3, 'message-acknowledged')[0]?.severity, 'low');
    const shifted = Array.from({ length: 40 }, () => times(5.5, 'handshake-finished')).flat();
    assert.ok(shifted.some(({ severity }) => severity === 'medium'));
  });

  test('is quicker at a higher level', () => {
    const until = (level: 'standard' | 'maximum'): number => {
      const detectors = fresh(level);
      const signal = { type: 'handshake-failed', source: '192.0.2.1', code: 'X' } as const;
      return Array.from({ length: 40 }).findIndex((_, index) => detectors.observe(signal, index * 300).length > 0);
    };
    assert.ok(until('maximum') < until('standard'), `${until('maximum')}, ${until('standard')}`);
  });
});
