import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { commandTree } from '../../../src/cli/command-tree.ts';
import { zshCompletion } from '../../../src/cli/completion/zsh-completion.ts';
import { buildProgram } from '../../../src/cli/program.ts';
import { completionFile, whyNoShell } from './completion-rig.ts';

describe('the completion script for zsh', async () => {
  const lines = zshCompletion(commandTree(await buildProgram([])));

  test('has each of its functions once', () => {
    const functions = lines.flatMap((line) => /^(?<name>\w+)\(\) \{$/u.exec(line)?.groups?.['name'] ?? []);
    assert.equal(new Set(functions).size, functions.length);
    assert.ok(functions.includes('_qforge_peers_add'));
  });

  test('calls only functions that it has, or that zsh brings', () => {
    const text = lines.join('\n');
    for (const [, name = ''] of text.matchAll(/(?<=[ :)])(_qforge\w*)/gu))
      assert.ok(text.includes(`${name}() {`), name);
  });
});

describe('completion in zsh', { skip: whyNoShell('zsh') ?? false }, () => {
  test('is a script that zsh can read', async (t) => {
    const { script } = await completionFile(t, 'zsh');
    const { status, stderr } = spawnSync('zsh', ['-n', script], { encoding: 'utf8' });
    assert.equal(stderr, '');
    assert.equal(status, 0);
  });
});
