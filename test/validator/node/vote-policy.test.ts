import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { approvingPolicy, manualPolicy, programPolicy } from '../../../src/validator/node/vote-policy.ts';
import { temporaryFolder } from '../../crypto/temporary-folder.ts';
import { fixtureOf, proposalOn } from '../consensus-fixture.ts';

test('a program decides by its exit code, from content and title', async (t) => {
  const folder = temporaryFolder(t);
  const program = join(folder, 'check');
  const proposal = proposalOn(fixtureOf(1), 'the title');
  for (const [code, verdict] of [
    [0, 'approve'],
    [1, 'reject'],
    [2, 'abstain'],
    [3, undefined],
  ] as const) {
    writeFileSync(program, `#!/bin/sh\ncat > ${folder}/content\necho "$@" > ${folder}/title\nexit ${code}\n`);
    chmodSync(program, 0o700);
    assert.equal(await programPolicy(program, ['--strict'])(proposal), verdict);
  }
  assert.equal(readFileSync(join(folder, 'content'), 'utf8'), 'content of the title');
  assert.equal(readFileSync(join(folder, 'title'), 'utf8'), '--strict -- the title\n');
  assert.equal(await programPolicy(join(folder, 'none'), [])(proposal), undefined);
});

test('the operator decides, or everything is approved', async () => {
  const proposal = proposalOn(fixtureOf(1), 't');
  assert.equal(await manualPolicy(proposal), undefined);
  assert.equal(await approvingPolicy(proposal), 'approve');
});
