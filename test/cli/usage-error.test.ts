import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Command, CommanderError } from 'commander';
import { asUsageError, isAnswered, withUsage } from '../../src/cli/usage-error.ts';

describe('a mistake on the command line', () => {
  test('is told in the form of every other error', () => {
    const error = asUsageError(
      new CommanderError(1, 'commander.unknownOption', "error: unknown option '--jsn'\n(Did you mean --json?)"),
    );
    assert.equal(error.code, 'COMMAND_LINE_INVALID');
    assert.equal(error.exitCode, 2);
    assert.equal(error.message, "Unknown option '--jsn' (did you mean --json?).");
  });

  test('without a suggestion is one sentence', () => {
    const error = asUsageError(
      new CommanderError(1, 'commander.missingArgument', "error: missing required argument 'file'"),
    );
    assert.equal(error.message, "Missing required argument 'file'.");
  });
});

test('whoever leaves an argument out is shown all that a command takes', () => {
  const command = new Command('open').argument('<peer>').argument('[address]');
  new Command('qforge').addCommand(command);
  const missing = new CommanderError(1, 'commander.missingArgument', "error: missing required argument 'peer'");
  assert.equal(
    asUsageError(withUsage(missing, command)).message,
    'Something is missing: qforge open [options] <peer> [address].',
  );
});

describe('help and version', () => {
  test('are answers, not mistakes', () => {
    assert.ok(isAnswered(new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)')));
    assert.ok(isAnswered(new CommanderError(0, 'commander.version', '1')));
    assert.ok(!isAnswered(new CommanderError(1, 'commander.help', '(outputHelp)')));
    assert.ok(!isAnswered(new CommanderError(1, 'commander.unknownOption', 'error: ...')));
  });
});
