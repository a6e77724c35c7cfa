import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, type TestContext, test } from 'node:test';
import { completionFile, whyNoShell } from './completion-rig.ts';

/** What bash offers for the last of these words. */
async function offers(t: TestContext, ...words: readonly string[]): Promise<readonly string[]> {
  const { script, path } = await completionFile(t, 'bash');
  const quotedWords = words.map((word) => `'${word}'`).join(' ');
  const program = `source ${script}; COMP_WORDS=(${quotedWords}); COMP_CWORD=${words.length - 1}; _qforge; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', program], { encoding: 'utf8', env: { PATH: path } });
  assert.equal(stderr, '');
  return stdout.split('\n').filter(Boolean);
}

describe('completion in bash', { skip: whyNoShell('bash') ?? false }, () => {
  test('offers commands, and those below them', async (t) => {
    assert.deepEqual(await offers(t, 'qforge', 'se'), ['send', 'selftest']);
    assert.deepEqual(await offers(t, 'qforge', 'peers', 'un'), ['untrust']);
    assert.deepEqual(await offers(t, 'qforge', 'help', 'stat'), ['status']);
  });

  test('offers flags, and the values of those with few', async (t) => {
    assert.deepEqual(await offers(t, 'qforge', 'receive', '--o'), ['--once', '--overwrite']);
    assert.deepEqual(await offers(t, 'qforge', 'keygen', '--level', ''), ['standard', 'high', 'maximum']);
    assert.deepEqual(await offers(t, 'qforge', 'completion', 'f'), ['fish']);
  });

  test('offers the names of peers, but not where a new one is named', async (t) => {
    assert.deepEqual(await offers(t, 'qforge', 'connect', 'b'), ['bob', 'barbara']);
    assert.deepEqual(await offers(t, 'qforge', 'peers', 'trust', 'bo'), ['bob']);
    assert.deepEqual(await offers(t, 'qforge', 'peers', 'add', 'b'), []);
  });

  test('offers nothing of its own for files', async (t) => {
    assert.deepEqual(await offers(t, 'qforge', 'receive', '--directory', ''), []);
  });
});
