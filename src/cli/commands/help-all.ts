import { Command } from 'commander';
import { readPackageFacts } from '../package-facts.ts';
import { printLines } from '../standard-output.ts';

interface HelpAllFlags {
  readonly man?: true;
}

/** `qforge help-all` (hidden): the whole reference, from which docs/cli.md and the manual page are made. */
export function helpAllCommand(loadProgram: () => Promise<Command>): Command {
  return new Command('help-all')
    .description('Print the reference of all commands.')
    .option('--markdown', 'as Markdown, which is what it does without a flag')
    .option('--man', 'as a manual page')
    .action(async (flags: HelpAllFlags) => {
      const program = await loadProgram();
      if (flags.man === true) {
        const { manualPage } = await import('../manual-page.ts');
        return printLines(manualPage(program, readPackageFacts().version));
      }
      const { commandReference } = await import('../command-reference.ts');
      return printLines(commandReference(program));
    });
}
