import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditCheckLines, auditEntryLine } from '../../src/cli/audit-report.ts';

const sound = { origin: 'qforge-audit/ab', size: 300, unfolded: 2, tornBytes: 0, findings: [] };

test('a sound trail is told in a few lines', () => {
  assert.deepEqual(auditCheckLines(sound), [
    'trail       qforge-audit/ab',
    'checkpoint  signed over 300 entries',
    'behind it   2 entries, chained only',
    'All of it is as it was written.',
  ]);
  assert.match(auditCheckLines({ ...sound, tornBytes: 9 }).join('\n'), /cut off \(9 bytes\)/u);
});

test('findings are told one by one, and not without end', () => {
  const findings = Array.from({ length: 25 }, (_, entry) => ({
    kind: 'changed' as const,
    entry,
    sentence: `Entry ${entry} was changed.`,
  }));
  const lines = auditCheckLines({ ...sound, findings });
  assert.equal(lines.filter((line) => line.startsWith('WRONG  Entry')).length, 20);
  assert.equal(lines.at(-1), 'WRONG  and 5 more of the kind');
});

test('an entry is one harmless line, with a star when no checkpoint speaks of it', () => {
  const entry = {
    index: 7,
    timeMs: Date.UTC(2026, 10, 30),
    previous: '0'.repeat(64),
    level: 'info' as const,
    category: 'audit' as const,
    event: 'key delivered',
    fields: { sae: 'bob\u001b[2J', keys: 3 },
  };
  const read = { entry, text: '', isPublished: false };
  assert.equal(
    auditEntryLine(read),
    '     7* 2026-11-30T00:00:00.000Z audit    key delivered  sae=bob\\x1b[2J  keys=3',
  );
  assert.equal(auditEntryLine({ ...read, isPublished: true })[6], ' ');
});
