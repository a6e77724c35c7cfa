import assert from 'node:assert/strict';
import test from 'node:test';
import { type AlertAnswer, alertDump, readableAlerts } from '../../src/cli/alert-report.ts';

const nowMs = 1_000_000;
const answer: AlertAnswer = {
  alerts: [
    {
      rule: 'critical',
      severity: 'critical',
      state: 'firing',
      sinceMs: nowMs - 90_000,
      sentence: 'It is 3, above 2.5.',
    },
    {
      rule: 'runs-out',
      severity: 'warning',
      state: 'firing',
      sinceMs: nowMs,
      sentence: 'a\u001B[2Jb',
      silencedBy: 'id1',
    },
  ],
  silences: [{ id: 'id1', rule: '*', untilMs: nowMs + 3_600_000, comment: 'known' }],
  sinks: [
    { name: 'log', delivered: 1, failed: 0, waiting: 0 },
    { name: 'webhook https://h', delivered: 0, failed: 1, waiting: 2, lastError: 'It did not answer.' },
  ],
};

test('shows alerts as a table, then silences and sinks that fail; nothing writes to the terminal but text', () => {
  const lines = readableAlerts(answer, nowMs);
  assert.deepEqual(lines.slice(0, 2), [
    'STATE             SEVERITY  RULE             FOR  WHAT',
    'firing            critical  critical  1 min 30 s  It is 3, above 2.5.',
  ]);
  assert.ok(lines.every((line) => !line.includes('\u001B')));
  assert.deepEqual(lines.slice(3), [
    'silence id1: all rules, for 1 h 0 min, known',
    'webhook https://h: It did not answer. 2 wait.',
  ]);
  assert.deepEqual(readableAlerts({ alerts: [], silences: [], sinks: [] }, nowMs), ['no alerts']);
});

test('one line of fields for each alert, for programs', () => {
  const [first = '', ...others] = alertDump(answer, nowMs);
  assert.deepEqual(
    [first.split('\t'), others.length],
    [['firing', 'critical', 'critical', '1 min 30 s', 'It is 3, above 2.5.'], 1],
  );
});
