import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commandLoaders } from '../../../src/cli/command-list.ts';
import { completionScript } from '../../../src/cli/completion/completion-script.ts';
import { buildProgram } from '../../../src/cli/program.ts';

describe('completion scripts', () => {
  test('know every command that is not hidden, in every shell', async () => {
    const program = await buildProgram([]);
    for (const shell of ['bash', 'zsh', 'fish'] as const) {
      const script = completionScript(shell, program);
      for (const name of commandLoaders.keys()) assert.match(script, new RegExp(`\\b${name}\\b`, 'u'));
      assert.doesNotMatch(script, /help-all|demo-participant/u);
    }
  });
});
