import type { Command } from 'commander';
import { type CommandNode, commandTree } from '../command-tree.ts';
import { bashCompletion } from './bash-completion.ts';
import { fishCompletion } from './fish-completion.ts';
import { zshCompletion } from './zsh-completion.ts';

/** The shells that can be taught. */
export type Shell = 'bash' | 'zsh' | 'fish';

const generators: Readonly<Record<Shell, (program: CommandNode) => readonly string[]>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** The completion script of a shell for the whole tree of commands. */
export function completionScript(shell: Shell, program: Command): string {
  return `${generators[shell](commandTree(program)).join('\n')}\n`;
}
