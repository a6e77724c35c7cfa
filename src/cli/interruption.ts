import { EXIT_CODES } from '../base/index.ts';
import { SIGNAL_EXIT_CODES } from './exit-status.ts';

/** What being ended from outside means: a service has done its work by then, a task has not. */
export type CommandKind = 'service' | 'task';

/**
 * Turns Ctrl-C (SIGINT) and SIGTERM into an abort signal, so that a command can end in order.
 *
 * A second signal ends the process at once.
 */
export class Interruption {
  readonly #controller = new AbortController();
  #interruptedExitCode: number = SIGNAL_EXIT_CODES.interrupted;
  #terminatedExitCode: number;

  constructor(kind: CommandKind) {
    this.#terminatedExitCode = kind === 'service' ? EXIT_CODES.ok : SIGNAL_EXIT_CODES.terminated;
    process.on('SIGINT', () => this.#take(this.#interruptedExitCode));
    process.on('SIGTERM', () => this.#take(this.#terminatedExitCode));
  }

  /** Aborts when the process is asked to end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From now on both signals are the way to end: the work is done. */
  countsAsDone(): void {
    this.#interruptedExitCode = EXIT_CODES.ok;
    this.#terminatedExitCode = EXIT_CODES.ok;
  }

  /** Settles when the process is asked to end. */
  async wait(): Promise<void> {
    if (this.signal.aborted) return;
    await new Promise((resolve) => this.signal.addEventListener('abort', resolve, { once: true }));
  }

  #take(exitCode: number): void {
    if (this.signal.aborted) process.exit(exitCode);
    process.exitCode = exitCode;
    this.#controller.abort();
  }
}
