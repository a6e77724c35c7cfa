import type { ArgumentNode, CommandNode } from '../command-tree.ts';

/** Prints the names of all peers, one per line, and nothing when that fails. */
export const LIST_PEER_NAMES = 'qforge peers list 2>/dev/null | cut -f1';

/** A text in single quotes, as every shell reads it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command with the names of those above it, all joined by blanks. */
export interface PlacedCommand {
  readonly path: string;
  readonly node: CommandNode;
}

/** All commands of a tree, each after the one above it. */
export function placedCommands(node: CommandNode, above = ''): readonly PlacedCommand[] {
  const path = above === '' ? node.name : `${above} ${node.name}`;
  return [{ path, node }, ...node.children.flatMap((child) => placedCommands(child, path))];
}

/** Whether an argument is the name of a peer that is known already. */
export function namesPeer(argument: ArgumentNode, path: string): boolean {
  return argument.name === 'peer' || (argument.name === 'name' && !path.endsWith(' add'));
}
