import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AuditFinding, findingSentence } from '../../../src/monitor/audit/audit-finding.ts';

test('every finding is a sentence that names what it is about', () => {
  const findings: readonly AuditFinding[] = [
    { kind: 'changed', entry: 41 },
    { kind: 'unreadable', entry: 41, reason: 'It is no JSON.' },
    { kind: 'missing', entry: 41, last: 41 },
    { kind: 'missing', entry: 40, last: 41 },
    { kind: 'misplaced', entry: 40, says: 41 },
    { kind: 'unchained', entry: 41 },
    { kind: 'rewritten', size: 41 },
    { kind: 'unsigned', reason: 'Signed by 41.' },
    { kind: 'rolled-back', size: 40, remembered: 41 },
    { kind: 'another-history', remembered: 41 },
  ];
  const sentences = findings.map(findingSentence);
  for (const sentence of sentences) assert.match(sentence, /^[A-Z].*\b41\b.*\.$/u);
  assert.equal(new Set(sentences).size, findings.length);
});
