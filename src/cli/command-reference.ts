import type { Command } from 'commander';
import { type ArgumentNode, type CommandNode, commandTree, type FlagNode } from './command-tree.ts';
import { examplesOf } from './examples.ts';
import { exitStatuses } from './exit-status.ts';

/** Every variable of the environment that is read, with its meaning in Markdown. */
export const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ['QFORGE_HOME', 'Folder of the identity and the list of peers, instead of `$XDG_CONFIG_HOME/qforge`.'],
  ['QFORGE_IDENTITY', 'Identity file, instead of `identity.key` in that folder.'],
  [
    'QFORGE_PASSPHRASE_FILE',
    'File that holds the passphrase of the identity, or of the key file of a key manager; one line end at its end is left out.',
  ],
  ['QFORGE_KME', 'File that says how to reach a key manager, for commands that open channels.'],
  ['QFORGE_KEY_POLICY', 'Whether such channels need its keys; `require-both` when unset.'],
  ['QFORGE_SECURITY_LEVEL', 'The level that channels must have: `standard`, `high` or `maximum`.'],
  ['QFORGE_ENTROPY', 'A generator that is mixed in: the path of a device, or an https:// address.'],
  ['QFORGE_LOG_LEVEL', 'What is logged, such as `info` or `warn,network=debug`.'],
  ['QFORGE_LOG_FORMAT', '`json` or `human`.'],
  ['QFORGE_LOG_FILE', 'Where the log goes, instead of standard error.'],
  ['QFORGE_AUDIT', 'Folder of the audit trail of this process.'],
  ['QFORGE_AUDIT_KEY', 'File of the key that signs the trail, instead of one in its folder.'],
  ['QFORGE_DEBUG', '`1` shows stack traces with errors.'],
  ['XDG_CACHE_HOME', 'Base of the folder that keeps compiled code between runs; `~/.cache` when unset.'],
  ['XDG_CONFIG_HOME', 'Base of the configuration folder; `~/.config` when unset.'],
  [
    'XDG_RUNTIME_DIR',
    'Base of the folder with the sockets of running processes; a private one in the temporary folder when unset.',
  ],
  ['NO_COLOR', 'Any value switches colours off.'],
];

/** The reference of all commands in Markdown, line by line. */
export function commandReference(program: Command): readonly string[] {
  return [
    '# The command line',
    '',
    program.description(),
    '',
    ...program.commands.filter((command) => command.name() !== 'help').flatMap((command) => section(command, 'qforge')),
    '## Output',
    '',
    'Results go to standard output, everything else to standard error. Tables are aligned on a terminal and tab-separated, without titles, elsewhere.',
    'With `--json`, results are JSON documents with a `schemaVersion`; commands that go on print one per line. Errors are then JSON as well, on standard error.',
    '',
    '## Environment',
    '',
    'Flags win over the environment, which wins over the defaults.',
    '',
    '| variable | meaning |',
    '|---|---|',
    ...ENVIRONMENT.map(([name, meaning]) => `| \`${name}\` | ${meaning} |`),
    '',
    '## EXIT STATUS',
    '',
    '| code | meaning |',
    '|---|---|',
    ...exitStatuses.map(([code, meaning]) => `| ${code} | ${meaning} |`),
  ];
}

function section(command: Command, above: string): readonly string[] {
  const node = commandTree(command);
  const path = `${above} ${node.name}`;
  return [
    `${above === 'qforge' ? '##' : '###'} ${path}`,
    '',
    command.description(),
    '',
    `    ${path} ${command.usage()}`,
    '',
    ...argumentTable(node.arguments),
    ...flagTable(node.flags),
    ...exampleBlock(command),
    ...command.commands.flatMap((child) => section(child, path)),
  ];
}

function argumentTable(list: CommandNode['arguments']): readonly string[] {
  if (list.length === 0) return [];
  return ['| argument | meaning |', '|---|---|', ...list.map(argumentRow), ''];
}

function argumentRow(argument: ArgumentNode): string {
  const name = argument.isRequired ? `<${argument.name}>` : `[${argument.name}]`;
  return `| \`${name}\` | ${cell(argument.description)}${choicesText(argument.choices)} |`;
}

function flagTable(list: CommandNode['flags']): readonly string[] {
  return ['| flag | meaning |', '|---|---|', ...list.map(flagRow), ''];
}

function flagRow(flag: FlagNode): string {
  const value = flag.value === undefined ? '' : ` <${flag.value}>`;
  const fallback = flag.defaultValue === undefined ? '' : ` (default: \`${flag.defaultValue}\`)`;
  return `| \`${flag.names.join(', ')}${value}\` | ${cell(flag.description)}${choicesText(flag.choices)}${fallback} |`;
}

function choicesText(choices: readonly string[]): string {
  return choices.length === 0 ? '' : ` (${choices.map((choice) => `\`${choice}\``).join(', ')})`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function exampleBlock(command: Command): readonly string[] {
  const examples = examplesOf(command);
  if (examples.length === 0) return [];
  return ['```sh', ...examples.flatMap(({ commandLine, meaning }) => [`# ${meaning}`, commandLine]), '```', ''];
}
