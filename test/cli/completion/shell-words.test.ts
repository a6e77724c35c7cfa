import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import type { CommandNode } from '../../../src/cli/command-tree.ts';
import { namesPeer, placedCommands, quoted } from '../../../src/cli/completion/shell-words.ts';

describe('words for shells', () => {
  test('in quotes are taken as they are', () => {
    const text = 'it\'s "$HOME" `id` \\ * (x)';
    const { stdout } = spawnSync('bash', ['-c', `printf %s ${quoted(text)}`], { encoding: 'utf8' });
    assert.equal(stdout, text);
  });
});

describe('commands with the names above them', () => {
  const leaf = (name: string): CommandNode => ({ name, summary: '', flags: [], arguments: [], children: [] });

  test('come from the top down', () => {
    const tree = { ...leaf('tool'), children: [{ ...leaf('a'), children: [leaf('b')] }, leaf('c')] };
    assert.deepEqual(
      placedCommands(tree).map(({ path }) => path),
      ['tool', 'tool a', 'tool a b', 'tool c'],
    );
  });
});

describe('names of peers', () => {
  test('are offered where a peer is meant that is known already', () => {
    const argument = { description: '', isRequired: true, choices: [] };
    assert.ok(namesPeer({ ...argument, name: 'peer' }, 'qforge send'));
    assert.ok(namesPeer({ ...argument, name: 'name' }, 'qforge peers trust'));
    assert.ok(!namesPeer({ ...argument, name: 'name' }, 'qforge peers add'));
    assert.ok(!namesPeer({ ...argument, name: 'file' }, 'qforge send'));
  });
});
