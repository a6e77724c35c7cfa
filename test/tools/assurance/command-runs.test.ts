import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evidenceName } from '../../../tools/assurance/claim.ts';
import { runEvidence } from '../../../tools/assurance/command-runs.ts';

const one = { script: 'qforge', reduced: ['--version'], full: ['--version', '--json'], figure: /qforge/u };

test('a command runs in the form that is wanted, and tells how it ended', async () => {
  const reduced = await runEvidence(one, false);
  assert.match(reduced.output, /^qforge \d/u);
  assert.equal(reduced.code, 0);
  assert.ok(reduced.seconds > 0);
  const wrong = await runEvidence({ ...one, reduced: ['--nothing-of-this-name'] }, false);
  assert.notEqual(wrong.code, 0);
});

test('a command is called by its words', () => {
  assert.equal(evidenceName(one, true), 'npm run qforge -- --version --json');
});
