import { Command } from 'commander';
import { printLines } from '../standard-output.ts';

/** `qforge help-all --markdown` (hidden): the whole reference, from which docs/cli.md is made. */
export function helpAllCommand(loadProgram: () => Promise<Command>): Command {
  return new Command('help-all')
    .description('Print the reference of all commands.')
    .option('--markdown', 'as Markdown (the only form there is)')
    .action(async () => {
      const { commandReference } = await import('../command-reference.ts');
      printLines(commandReference(await loadProgram()));
    });
}
