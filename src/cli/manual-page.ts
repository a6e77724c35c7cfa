import type { Command } from 'commander';
import { ENVIRONMENT } from './command-reference.ts';
import { type ArgumentNode, commandTree, type FlagNode } from './command-tree.ts';
import { examplesOf } from './examples.ts';
import { exitStatuses } from './exit-status.ts';

/** The manual page of the program for man(1), line by line: man(7) macros, every command with its flags. */
export function manualPage(program: Command, version: string): readonly string[] {
  const commands = program.commands.filter((command) => command.name() !== 'help');
  return [
    String.raw`.\" Written by "npm run docs" from the commands in src/cli: change it there.`,
    `.TH QFORGE 1 "" "qforge ${roff(version)}" "User commands"`,
    '.SH NAME',
    String.raw`qforge \- channels between machines that stay secret when quantum computers arrive`,
    '.SH SYNOPSIS',
    String.raw`.B qforge`,
    String.raw`.I command`,
    '[options] [arguments]',
    '.SH DESCRIPTION',
    roff(program.description()),
    '.SH COMMANDS',
    ...commands.flatMap((command) => section(command, 'qforge')),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, meaning]) => ['.TP', `.B ${roff(name)}`, roff(meaning.replaceAll('`', ''))]),
    '.SH EXIT STATUS',
    ...exitStatuses.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, roff(meaning.replaceAll('`', ''))]),
  ];
}

function section(command: Command, above: string): readonly string[] {
  const node = commandTree(command);
  const path = `${above} ${node.name}`;
  return [
    `.SS ${roff(path)} ${roff(command.usage())}`,
    roff(command.description()),
    ...node.arguments.flatMap(argumentLines),
    ...node.flags.flatMap(flagLines),
    ...exampleLines(command),
    ...command.commands.flatMap((child) => section(child, path)),
  ];
}

function argumentLines({ name, description, choices }: ArgumentNode): readonly string[] {
  return ['.TP', `.I ${roff(name)}`, roff(description + choiceText(choices))];
}

function flagLines({ names, value, description, choices, defaultValue }: FlagNode): readonly string[] {
  const words = names.map((name) => `\\fB${roff(name)}\\fR`).join(', ');
  const fallback = defaultValue === undefined ? '' : ` (default: ${defaultValue})`;
  return [
    '.TP',
    value === undefined ? words : `${words} \\fI${roff(value)}\\fR`,
    roff(description + choiceText(choices) + fallback),
  ];
}

function choiceText(choices: readonly string[]): string {
  return choices.length === 0 ? '' : ` (${choices.join(', ')})`;
}

function exampleLines(command: Command): readonly string[] {
  const examples = examplesOf(command);
  if (examples.length === 0) return [];
  return [
    '.PP',
    'Examples:',
    ...examples.flatMap((each) => ['.TP', `.B ${roff(each.commandLine)}`, roff(each.meaning)]),
  ];
}

/** Text as roff reads it back: backslashes and hyphens are escaped, and no line begins with a request. */
function roff(text: string): string {
  const escaped = text
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replaceAll('"', String.raw`\(dq`);
  return /^[.']/u.test(escaped) ? String.raw`\&` + escaped : escaped;
}
