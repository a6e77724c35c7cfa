import type { ArgumentNode, CommandNode, FlagNode } from '../command-tree.ts';
import { LIST_PEER_NAMES, namesPeer, type PlacedCommand, placedCommands, quoted } from './shell-words.ts';

/** Two underscores keep it apart from the function of any command. */
const PEER_NAMES = '_qforge__peer_names';

/** A completion script for zsh, line by line: one function per command. */
export function zshCompletion(program: CommandNode): readonly string[] {
  return [
    '#compdef qforge',
    `${PEER_NAMES}() {`,
    '  local -a peers',
    `  peers=(\${(f)"$(${LIST_PEER_NAMES})"})`,
    "  _describe 'peer' peers",
    '}',
    ...placedCommands(program).flatMap(commandFunction),
    'if [ "$funcstack[1]" = "_qforge" ]; then _qforge "$@"; else compdef _qforge qforge; fi',
  ];
}

function commandFunction({ path, node }: PlacedCommand): readonly string[] {
  const specifications = node.flags.flatMap(flagSpecifications);
  if (node.children.length === 0) {
    const positions = node.arguments.map((argument) => argumentSpecification(argument, path));
    return [`${functionName(path)}() {`, ...argumentsCall([...specifications, ...positions]), '}'];
  }
  return [
    `${functionName(path)}() {`,
    '  local curcontext="$curcontext" state line',
    ...argumentsCall(['-C', ...specifications, quoted('1:command:->command'), quoted('*::argument:->argument')]),
    '  case "$state" in',
    '    command)',
    '      local -a commands',
    `      commands=(${node.children.map((child) => quoted(`${child.name}:${child.summary}`)).join(' ')})`,
    "      _describe 'command' commands ;;",
    '    argument)',
    '      case "$line[1]" in',
    ...node.children.map((child) => `        ${child.name}) ${functionName(`${path} ${child.name}`)} ;;`),
    '      esac ;;',
    '  esac',
    '}',
  ];
}

function argumentsCall(specifications: readonly string[]): readonly string[] {
  return [`  _arguments ${specifications.join(' \\\n    ')}`];
}

function flagSpecifications(flag: FlagNode): readonly string[] {
  const value = flag.value === undefined ? '' : `:${flag.value}:${action(flag.choices)}`;
  return flag.names.map((name) => quoted(`(${flag.names.join(' ')})${name}[${inBrackets(flag.description)}]${value}`));
}

function argumentSpecification(argument: ArgumentNode, path: string): string {
  const offer = namesPeer(argument, path) ? PEER_NAMES : action(argument.choices);
  return quoted(`${argument.isRequired ? '' : ':'}:${argument.name}:${offer}`);
}

function action(choices: readonly string[]): string {
  return choices.length === 0 ? '_files' : `(${choices.join(' ')})`;
}

function inBrackets(text: string): string {
  return text.replaceAll(/[[\]:]/gu, (character) => `\\${character}`);
}

function functionName(path: string): string {
  return `_${path.replaceAll(/[ -]/gu, '_')}`;
}
