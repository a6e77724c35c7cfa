import { spawn, spawnSync } from 'node:child_process';
import { testedProgram } from '../../tools/tested-program.ts';
import { type Ended, RunningCommand, type User } from './command-line.ts';

/** Why there is no pseudo-terminal here; undefined where there is one. */
export function whyNoTerminal(): string | undefined {
  const found = spawnSync('script', ['--version'], { encoding: 'utf8' });
  return found.status === 0 && found.stdout.includes('util-linux')
    ? undefined
    : 'it takes the script program of util-linux';
}

/** A command line for a shell; words have no quotes in them. */
function commandLineOf(words: readonly string[]): string {
  return [process.execPath, testedProgram, ...words].map((word) => `"${word}"`).join(' ');
}

/** A command line at a terminal of its own: what it prints on either stream is in `stdout`, with `\r\n` ends. */
export class TerminalCommand extends RunningCommand {
  /** Starts a command line as if it was typed. */
  static open(user: User, words: readonly string[], env: Readonly<Record<string, string>> = {}): TerminalCommand {
    return TerminalCommand.#start(user, `stty cols 120; exec ${commandLineOf(words)}`, env);
  }

  /**
   * Starts a command line below a shell that first prints `pid=NUMBER`, and at the end `code=NUMBER` and the settings of the terminal, as
   * `stty -a` tells them.
   */
  static openUnderShell(user: User, words: readonly string[]): TerminalCommand {
    const inner = `echo "pid=$$"; exec ${commandLineOf(words)}`;
    return TerminalCommand.#start(user, `trap : INT; stty cols 120; (sh -c '${inner}'); echo "code=$?"; stty -a`, {});
  }

  /**
   * Starts a command line as a job of a shell, which first prints `pid=NUMBER`. When the job is stopped, the shell prints `stopped=NUMBER`
   * and the settings of the terminal; `continued`, and the job goes on; and at the end `code=NUMBER`.
   */
  static openAsJob(user: User, words: readonly string[]): TerminalCommand {
    const job = `sh -c 'echo "pid=$$"; exec ${commandLineOf(words)}'`;
    const line = `set -m; stty cols 120; ${job}; echo "stopped=$?"; stty -a; echo continued; fg; echo "code=$?"`;
    return TerminalCommand.#start(user, line, {});
  }

  static #start(user: User, commandLine: string, env: Readonly<Record<string, string>>): TerminalCommand {
    const child = spawn('script', ['--quiet', '--flush', '--return', '--command', commandLine, '/dev/null'], {
      cwd: user.home,
      env: { ...user.environment(), TERM: 'xterm', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    return new TerminalCommand(child);
  }

  /** Sends a signal to the command line itself, if it was opened under a shell. */
  async signal(signal: NodeJS.Signals): Promise<void> {
    const [, pid] = await this.printed(/pid=(\d+)/u);
    process.kill(Number(pid), signal);
  }

  /** Types keys. */
  type(keys: string): void {
    this.child.stdin?.write(keys);
  }

  /** Waits until something is printed, then types keys. */
  async typeAfter(pattern: RegExp, keys: string): Promise<void> {
    await this.printed(pattern);
    this.type(keys);
  }

  /** Waits for the end; what was printed has plain line ends. */
  async plainEnd(): Promise<Ended> {
    const ended = await this.ended;
    return { ...ended, stdout: ended.stdout.replaceAll('\r\n', '\n') };
  }
}
