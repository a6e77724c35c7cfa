import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commandLoaders, hiddenCommandLoaders } from '../../src/cli/command-list.ts';
import { buildProgram } from '../../src/cli/program.ts';

/** Commands that print data, and so can print it as JSON. */
const PRINTS_DATA = ['keygen', 'id', 'listen', 'connect', 'send', 'receive', 'status', 'demo', 'selftest'];

async function namesFor(...words: readonly string[]): Promise<readonly string[]> {
  return (await buildProgram(words)).commands.map((command) => command.name());
}

describe('the program', () => {
  test('loads the one command that is named', async () => {
    assert.deepEqual(await namesFor('send', 'a', 'b'), ['send']);
    assert.deepEqual(await namesFor('help-all'), ['help-all']);
    assert.deepEqual(await namesFor('--version'), []);
  });

  test('loads all that are not hidden when none is named', async () => {
    assert.deepEqual(await namesFor('help', 'send'), ['send']);
    for (const words of [[], ['--help'], ['sned'], ['help'], ['help', 'sned']]) {
      assert.deepEqual(await namesFor(...words), [...commandLoaders.keys()]);
    }
    for (const name of hiddenCommandLoaders.keys()) assert.ok(!commandLoaders.has(name));
  });

  test('explains every command, argument and flag', async () => {
    const program = await buildProgram([]);
    const commands = program.commands.flatMap((command) => [command, ...command.commands]);
    for (const command of commands) {
      assert.match(command.description(), /^[A-Z].*\.$/u, command.name());
      for (const option of command.options)
        assert.notEqual(option.description, '', `${command.name()} ${option.flags}`);
      for (const argument of command.registeredArguments) assert.notEqual(argument.description, '', command.name());
    }
  });

  test('offers JSON wherever data is printed', async () => {
    const program = await buildProgram([]);
    for (const name of PRINTS_DATA) {
      const command = program.commands.find((each) => each.name() === name);
      assert.ok(
        command?.options.some((option) => option.long === '--json'),
        name,
      );
    }
    const peers = program.commands.find((each) => each.name() === 'peers');
    for (const command of peers?.commands ?? []) assert.ok(command.options.some((option) => option.long === '--json'));
  });

  test('never takes a passphrase as an argument', async () => {
    const program = await buildProgram([]);
    for (const command of program.commands) {
      const flags = command.options.map((option) => option.flags).filter((each) => each.includes('passphrase'));
      for (const flag of flags) {
        assert.match(flag, /^--(?:passphrase-file <path>|passphrase-fd <number>|no-passphrase)$/u);
      }
    }
  });
});
