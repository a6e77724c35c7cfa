import { Argument, Command } from 'commander';
import type { Shell } from '../completion/completion-script.ts';
import { withExamples } from '../examples.ts';

const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish'];

/** `qforge completion`: what a shell needs to complete command lines. */
export function completionCommand(loadProgram: () => Promise<Command>): Command {
  const command = new Command('completion')
    .summary('print a completion script for your shell')
    .description('Print a script that teaches a shell to complete the commands, their flags and the values these take.')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action(async (shell: Shell) => {
      const { completionScript } = await import('../completion/completion-script.ts');
      process.stdout.write(completionScript(shell, await loadProgram()));
    });
  return withExamples(command, [
    { commandLine: 'source <(qforge completion bash)', meaning: 'In ~/.bashrc.' },
    { commandLine: 'qforge completion zsh > ~/.zfunc/_qforge', meaning: 'With ~/.zfunc in fpath before compinit.' },
    { commandLine: 'qforge completion fish > ~/.config/fish/completions/qforge.fish', meaning: 'For fish.' },
  ]);
}
