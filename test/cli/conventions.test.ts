import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Command, CommanderError } from 'commander';
import { failureReport } from '../../src/cli/failure-report.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { asUsageError, isAnswered } from '../../src/cli/usage-error.ts';
import { assertFailure, User } from './command-line.ts';

/** Every command that does something, by the words that lead to it. */
function leaves(command: Command, above: readonly string[] = []): readonly (readonly string[])[] {
  return command.commands.flatMap((child) => {
    const words = [...above, child.name()];
    return child.commands.length === 0 ? [words] : leaves(child, words);
  });
}

const all = leaves(await buildProgram([]));

/** What a command line is answered, without doing what it says; undefined when it would have been done. */
async function answerTo(words: readonly string[]): Promise<CommanderError | undefined> {
  const program = await buildProgram([words[0] ?? '']);
  const silent = (command: Command): void => {
    command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
    if (command.commands.length === 0) command.action(() => undefined);
    for (const child of command.commands) silent(child);
  };
  silent(program);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return undefined;
  } catch (error) {
    assert.ok(error instanceof CommanderError, String(error));
    return error;
  }
}

async function commandAt(words: readonly string[]): Promise<Command> {
  let command: Command = await buildProgram([words[0] ?? '']);
  for (const word of words) {
    const child = command.commands.find((each) => each.name() === word);
    assert.ok(child !== undefined, words.join(' '));
    command = child;
  }
  return command;
}

function assertUsage(error: CommanderError | undefined, what: string): void {
  assert.ok(error !== undefined, `${what} was accepted`);
  assert.ok(!isAnswered(error), what);
  assert.match(
    failureReport(asUsageError(error), false),
    /^error COMMAND_LINE_INVALID: [A-Z].*\.\nhint: .*\.\n$/su,
    what,
  );
}

describe('every command', () => {
  test('is found', () => assert.ok(all.length > 40, `${all.length} commands`));

  test('answers --help, and that is no failure', async () => {
    for (const words of all) {
      const error = await answerTo([...words, '--help']);
      assert.ok(error !== undefined && isAnswered(error), words.join(' '));
    }
  });

  test('refuses a flag that it does not have, with one sentence and a hint', async () => {
    for (const words of all)
      assertUsage(await answerTo([...words, '--no-such-flag']), `${words.join(' ')} --no-such-flag`);
  });

  test('refuses to guess an argument that is missing, and one too many', async () => {
    let missing = 0;
    for (const words of all) {
      const command = await commandAt(words);
      const isNeedy =
        command.registeredArguments.some(({ required }) => required) ||
        command.options.some(({ mandatory }) => mandatory);
      if (isNeedy) {
        missing += 1;
        // `send` reads its words itself, since the peer comes last.
        if (words[0] !== 'send') assertUsage(await answerTo(words), words.join(' '));
      }
      if (command.registeredArguments.some(({ variadic }) => variadic)) continue;
      const surplus = Array.from({ length: command.registeredArguments.length + 1 }, () => 'x');
      assertUsage(await answerTo([...words, ...surplus]), `${words.join(' ')} with too many arguments`);
    }
    assert.ok(missing > 10, `${missing} commands need something`);
  });

  test('has help of one screen width without a single escape', async () => {
    for (const words of all) {
      const help = (await commandAt(words)).helpInformation();
      assert.ok(!help.includes('\u001b'), words.join(' '));
      assert.match(help, new RegExp(`^Usage: `, 'u'));
    }
  });
});

test('with --json a mistake is told as one JSON document on standard error, and nothing on standard output', async (t) => {
  const user = new User(t);
  for (const words of [
    ['id', '--jsn', '--json'],
    ['sned', '--json'],
    ['validator', 'vote', '--json'],
    ['id', '--json'],
  ]) {
    const { code, stdout, stderr } = await user.run(words, { isDetached: true });
    const { error } = JSON.parse(stderr) as { error: { code: string; exitCode: number; hint: string } };
    assert.deepEqual([stdout, code], ['', error.exitCode], words.join(' '));
    assert.ok(error.hint !== '');
  }
  assertFailure(await user.run(['sned']), 'COMMAND_LINE_INVALID');
});
