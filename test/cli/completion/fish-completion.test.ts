import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { commandTree } from '../../../src/cli/command-tree.ts';
import { fishCompletion } from '../../../src/cli/completion/fish-completion.ts';
import { buildProgram } from '../../../src/cli/program.ts';
import { completionFile, whyNoShell } from './completion-rig.ts';

describe('the completion script for fish', () => {
  test('has one command a line, with all quotes closed', async () => {
    const [, ...lines] = fishCompletion(commandTree(await buildProgram([])));
    for (const line of lines) {
      assert.match(line, /^complete -c qforge -n '/u);
      assert.equal(line.replaceAll(`'\\''`, '').split("'").length % 2, 1, line);
    }
  });
});

describe('completion in fish', { skip: whyNoShell('fish') ?? false }, () => {
  test('offers commands, flags, values and peers', async (t) => {
    const { script, path } = await completionFile(t, 'fish');
    const offers = (line: string): readonly string[] => {
      const program = `source ${script}; complete -C '${line}'`;
      const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', program], {
        encoding: 'utf8',
        env: { PATH: path, HOME: '/' },
      });
      assert.equal(stderr, '');
      return stdout
        .split('\n')
        .map((offer) => offer.split('\t')[0] ?? '')
        .filter(Boolean)
        .toSorted();
    };
    assert.deepEqual(offers('qforge se'), ['selftest', 'send']);
    assert.deepEqual(offers('qforge peers un'), ['untrust']);
    assert.deepEqual(offers('qforge keygen --level '), ['high', 'maximum', 'standard']);
    assert.deepEqual(offers('qforge receive --on'), ['--once']);
    assert.deepEqual(offers('qforge connect bo'), ['bob']);
    assert.deepEqual(offers('qforge connect tes'), [], 'no file of this folder where only a peer can stand');
    assert.ok(offers('qforge send tes').includes('test/'));
  });
});
