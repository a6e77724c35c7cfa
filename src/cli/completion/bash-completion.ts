import type { CommandNode } from '../command-tree.ts';
import { LIST_PEER_NAMES, namesPeer, type PlacedCommand, placedCommands, quoted } from './shell-words.ts';

/** A completion script for bash, line by line. Where it has nothing to offer, bash completes file names. */
export function bashCompletion(program: CommandNode): readonly string[] {
  const commands = placedCommands(program);
  return [
    '# bash completion for qforge: source <(qforge completion bash)',
    '_qforge() {',
    '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"',
    `  local path=${quoted(program.name)} words='' index`,
    '  COMPREPLY=()',
    '  for ((index = 1; index < COMP_CWORD; index++)); do',
    '    case "$path ${COMP_WORDS[index]}" in',
    `      ${patterns(commands.slice(1).map(({ path }) => path))}) path="$path \${COMP_WORDS[index]}" ;;`,
    '    esac',
    '  done',
    '  case "$path $previous" in',
    ...commands.flatMap(valueCases),
    '  esac',
    '  case "$path" in',
    ...commands.map(wordCase),
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    'complete -o default -F _qforge qforge',
  ];
}

/** What follows a flag that takes a value: its choices, or a file name. */
function valueCases({ path, node }: PlacedCommand): readonly string[] {
  return node.flags
    .filter((flag) => flag.value !== undefined)
    .map((flag) => {
      const offer =
        flag.choices.length === 0 ? '' : `COMPREPLY=($(compgen -W ${quoted(flag.choices.join(' '))} -- "$current")); `;
      return `    ${patterns(flag.names.map((name) => `${path} ${name}`))}) ${offer}return ;;`;
    });
}

function wordCase({ path, node }: PlacedCommand): string {
  const words = [
    ...node.children.map(({ name }) => name),
    ...node.arguments.flatMap(({ choices }) => choices),
    ...node.flags.flatMap(({ names }) => names),
  ].join(' ');
  const peers = node.arguments.some((argument) => namesPeer(argument, path)) ? `" $(${LIST_PEER_NAMES})"` : '';
  return `    ${quoted(path)}) words=${quoted(words)}${peers} ;;`;
}

function patterns(texts: readonly string[]): string {
  return texts.map(quoted).join(' | ');
}
