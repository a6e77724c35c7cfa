import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Command } from 'commander';
import { buildProgram } from '../src/cli/program.ts';
import { REPOSITORY_ROOT, readSourceTree } from '../tools/source-tree.ts';

/** Command lines of qforge: typed at a prompt, in an indented block, in a block of shell, or quoted in prose. */
const COMMAND_LINE = /(?:^(?: {4}|[a-z]+\$ |)|`|"\$\(|; |QFORGE_HOME=\S+ )qforge (?<words>[a-z][^`\n#|>;]*)/gmu;
const tree = readSourceTree();
const program = await buildProgram([]);

/** The command that runs when none below this one is named. */
function defaultOf(command: Command): Command | undefined {
  const name: unknown = Reflect.get(command, '_defaultCommandName');
  return command.commands.find((each) => each.name() === name);
}

/** What a command line names that there is not; undefined when all of it is there. */
function problemOf(words: readonly string[]): string | undefined {
  if (words[0] === 'help') return problemOf(words.slice(1));
  let command: Command = program;
  for (const word of words) {
    const child = command.commands.find((each) => each.name() === word);
    if (child !== undefined) {
      command = child;
      continue;
    }
    const problem = /^--?[a-z]/iu.test(word) ? flagProblem(command, word) : wordProblem(command, word);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function flagProblem(command: Command, flag: string): string | undefined {
  const options = [command, defaultOf(command)].flatMap((each) => each?.options ?? []);
  const known = [...options.flatMap(({ short, long }) => [short, long]), '-h', '--help', '--version'];
  return known.includes(flag.split('=')[0]) ? undefined : `"${command.name()}" has no ${flag}`;
}

function wordProblem(command: Command, word: string): string | undefined {
  const mayBeArgument = command.commands.length === 0 || defaultOf(command) !== undefined || !/^[a-z-]+$/u.test(word);
  return mayBeArgument && command !== program ? undefined : `"${command.name()}" has no ${word}`;
}

function linesOf(text: string): readonly string[] {
  const joined = text.replaceAll(/\\\n\s*/gu, '');
  return [...joined.matchAll(COMMAND_LINE)]
    .map((match) => match.groups?.['words'] ?? '')
    .filter((words) => !/ v\d+$/u.test(words)); // labels of hashes are no command lines
}

test('every command line of a document names commands and flags that there are', (t) => {
  const problems: string[] = [];
  let count = 0;
  for (const [path, text] of tree) {
    if (!/^(?:README|SECURITY|CONTRIBUTING|docs\/.*|src\/.*|examples\/.*)\.md$/u.test(path)) continue;
    for (const line of linesOf(text)) {
      // Words in capitals and in quotes stand for what the reader puts there.
      const words = line
        .replaceAll(/"[^"]*"|'[^']*'/gu, 'X')
        .split(/\s+/u)
        .filter(Boolean);
      const problem = problemOf(words);
      count += 1;
      if (problem !== undefined) problems.push(`${path}: qforge ${line.trim()}: ${problem}`);
    }
  }
  t.diagnostic(`${count} command lines`);
  assert.ok(count > 100);
  assert.deepEqual(problems, []);
});

test('a command or a flag that there is not is found', () => {
  assert.equal(problemOf(['keygen', '--level', 'high', '-i', 'x']), undefined);
  assert.equal(problemOf(['peers', 'add', 'bob', 'qf1...', '--trust']), undefined);
  assert.match(problemOf(['keygen', '--strong']) ?? '', /has no --strong/u);
  assert.match(problemOf(['validator', 'befriend', 'bob']) ?? '', /has no befriend/u);
  assert.match(problemOf(['genkey']) ?? '', /has no genkey/u);
});

test('the TypeScript of the guides is taken from the examples, which are run', () => {
  const plain = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();
  const examples = globSync('examples/*.ts', { cwd: REPOSITORY_ROOT }).map((path) =>
    plain(readFileSync(join(REPOSITORY_ROOT, path), 'utf8')),
  );
  let blocks = 0;
  for (const [path, text] of tree) {
    if (!/^docs\/guides\/.*\.md$/u.test(path)) continue;
    for (const [, block = ''] of text.matchAll(/^```ts\n(.*?)^```$/gmsu)) {
      blocks += 1;
      assert.ok(
        examples.some((example) => example.includes(plain(block))),
        `${path}: ${block}`,
      );
    }
  }
  assert.ok(blocks > 2);
});
