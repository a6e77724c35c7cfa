import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evidenceName } from '../../../tools/assurance/claim.ts';
import { runCommands } from '../../../tools/assurance/command-runs.ts';

test('a command runs once in each form, however many claims name it', async () => {
  const one = { script: 'qforge', reduced: ['--version'], full: ['--version', '--json'], figure: /qforge/u };
  const same = { ...one };
  const begun: string[] = [];
  const ended = await runCommands([one, same], false, (name) => begun.push(name));
  assert.deepEqual(begun, ['npm run qforge -- --version']);
  assert.match(ended.get(one)?.output ?? '', /^qforge \d/u);
  assert.equal(ended.get(one), ended.get(same));
  assert.equal(evidenceName(one, true), 'npm run qforge -- --version --json');
});
