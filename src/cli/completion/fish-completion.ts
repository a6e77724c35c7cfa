import type { CommandNode, FlagNode } from '../command-tree.ts';
import { LIST_PEER_NAMES, namesPeer, type PlacedCommand, placedCommands, quoted } from './shell-words.ts';

/** A completion script for fish, line by line. */
export function fishCompletion(program: CommandNode): readonly string[] {
  return ['# fish completion for qforge', ...placedCommands(program).flatMap(commandLines)];
}

function commandLines({ path, node }: PlacedCommand): readonly string[] {
  const condition = conditionOf(path, node);
  const start = `complete -c qforge -n ${quoted(condition)}`;
  const peers = node.arguments.filter((argument) => namesPeer(argument, path));
  // Without -f fish offers files where it has nothing else: right for "send", wrong where no file can stand.
  const noFiles = node.arguments.every((each) => peers.includes(each) || each.name === 'address') ? '-f ' : '';
  const choices = node.arguments.flatMap((argument) => argument.choices);
  return [
    ...node.children.map((child) => `${start} -f -a ${quoted(child.name)} -d ${quoted(child.summary)}`),
    ...node.flags.map((flag) => `${start} ${flagText(flag)}`),
    ...(peers.length > 0 ? [`${start} ${noFiles}-a ${quoted(`(${LIST_PEER_NAMES})`)}`] : []),
    ...(choices.length > 0 ? [`${start} -f -a ${quoted(choices.join(' '))}`] : []),
  ];
}

/** True on a command line that has reached this command, and none below it. */
function conditionOf(path: string, node: CommandNode): string {
  const [, ...names] = path.split(' ');
  const reached = names.map((name) => `__fish_seen_subcommand_from ${name}`);
  const below = node.children.map(({ name }) => name);
  const notBelow = below.length === 0 ? [] : [`not __fish_seen_subcommand_from ${below.join(' ')}`];
  return [...reached, ...notBelow].join('; and ');
}

function flagText(flag: FlagNode): string {
  const names = flag.names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const value =
    flag.value === undefined ? [] : flag.choices.length === 0 ? ['-r'] : ['-x', '-a', quoted(flag.choices.join(' '))];
  return [...names, ...value, '-d', quoted(flag.description)].join(' ');
}
