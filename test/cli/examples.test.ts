import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { examplesOf } from '../../src/cli/examples.ts';
import { buildProgram } from '../../src/cli/program.ts';

describe('examples', () => {
  test('are there for every command, and each is a command line of a command and flags that exist', async () => {
    const program = await buildProgram([]);
    for (const command of program.commands.filter((each) => each.name() !== 'help')) {
      const examples = examplesOf(command);
      assert.ok(examples.length > 0, command.name());
      for (const { commandLine } of examples) {
        const words = commandLine.split(/[\s()]+/u);
        const name = words[words.indexOf('qforge') + 1];
        assert.equal(name, command.name(), commandLine);
        const known = [command, ...command.commands].flatMap((each) => each.options.map(({ long }) => long));
        for (const word of words.filter((each) => each.startsWith('--'))) assert.ok(known.includes(word), commandLine);
      }
    }
  });
});
