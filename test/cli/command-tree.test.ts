import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Argument, Command, Option } from 'commander';
import { commandTree } from '../../src/cli/command-tree.ts';

function sample(): Command {
  const program = new Command('tool').description('A tool.').option('-v, --verbose', 'say more');
  program
    .command('paint')
    .summary('paint something')
    .description('Paint something, at length.')
    .addArgument(new Argument('<shade>', 'how').choices(['light', 'dark']))
    .argument('[place]', 'where')
    .addOption(new Option('-c, --colour <name>', 'which').choices(['red', 'blue']).default('red'))
    .addOption(new Option('--secret', 'not shown').hideHelp());
  program.addCommand(new Command('hidden'), { hidden: true });
  return program;
}

describe('the tree of commands', () => {
  const tree = commandTree(sample());

  test('has commands with their arguments and flags, but nothing hidden', () => {
    assert.deepEqual(
      tree.children.map(({ name }) => name),
      ['paint', 'help'],
    );
    const [paint] = tree.children;
    assert.ok(paint !== undefined);
    assert.equal(paint.summary, 'paint something');
    assert.deepEqual(paint.arguments, [
      { name: 'shade', description: 'how', isRequired: true, choices: ['light', 'dark'] },
      { name: 'place', description: 'where', isRequired: false, choices: [] },
    ]);
    assert.deepEqual(paint.flags[0], {
      names: ['-c', '--colour'],
      description: 'which',
      value: 'name',
      choices: ['red', 'blue'],
      defaultValue: 'red',
    });
    assert.deepEqual(
      paint.flags.map(({ names }) => names),
      [
        ['-c', '--colour'],
        ['-h', '--help'],
      ],
    );
  });

  test('knows flags that take no value', () => {
    assert.deepEqual(tree.flags[0], {
      names: ['-v', '--verbose'],
      description: 'say more',
      value: undefined,
      choices: [],
      defaultValue: undefined,
    });
  });

  test('lets the command that helps take the names of the others', () => {
    assert.deepEqual(tree.children.at(-1)?.arguments[0]?.choices, ['paint']);
  });
});
