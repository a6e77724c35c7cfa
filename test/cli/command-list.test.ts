import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commandLoaders, commandSummaries, hiddenCommandLoaders } from '../../src/cli/command-list.ts';
import { buildProgram } from '../../src/cli/program.ts';

describe('the list of commands', () => {
  test('loads under each name the command of that name', async () => {
    for (const [name, load] of [...commandLoaders, ...hiddenCommandLoaders]) {
      assert.equal((await load(() => buildProgram([]))).name(), name);
    }
  });

  test('says of each what the command says of itself, in the same order', async () => {
    const commands = (await buildProgram([])).commands;
    assert.deepEqual(
      [...commandSummaries],
      commands.map((command) => [command.name(), command.summary()]),
    );
  });
});
