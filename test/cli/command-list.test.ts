import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commandLoaders, hiddenCommandLoaders } from '../../src/cli/command-list.ts';
import { buildProgram } from '../../src/cli/program.ts';

describe('the list of commands', () => {
  test('loads under each name the command of that name', async () => {
    for (const [name, load] of [...commandLoaders, ...hiddenCommandLoaders]) {
      assert.equal((await load(() => buildProgram([]))).name(), name);
    }
  });
});
