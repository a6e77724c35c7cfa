import type { Command } from 'commander';

/** A command line as people would type it, and what it does. */
export interface Example {
  readonly commandLine: string;
  readonly meaning: string;
}

const examples = new WeakMap<Command, readonly Example[]>();

/** Gives a command its examples: its help ends with them, and the reference lists them. */
export function withExamples(command: Command, list: readonly Example[]): Command {
  examples.set(command, list);
  return command.addHelpText('after', `\nExamples:\n${list.map(exampleText).join('\n')}`);
}

/** The examples of a command, none if it was given none. */
export function examplesOf(command: Command): readonly Example[] {
  return examples.get(command) ?? [];
}

function exampleText({ commandLine, meaning }: Example): string {
  return `  $ ${commandLine}\n      ${meaning}`;
}
