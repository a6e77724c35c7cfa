import { scheduler } from 'node:timers/promises';
import { EXIT_CODES } from '../base/index.ts';
import { SIGNAL_EXIT_CODES } from './exit-status.ts';

/** The longest time that a timer of Node.js can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

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

  /** Settles when the process is asked to end; until then it lives, even while nothing else is under way. */
  async wait(): Promise<void> {
    while (!this.signal.aborted) {
      await scheduler.wait(LONGEST_TIMER_MS, { signal: this.signal }).catch(() => undefined);
    }
  }

  #take(exitCode: number): void {
    if (this.signal.aborted) process.exit(exitCode);
    process.exitCode = exitCode;
    this.#controller.abort();
  }
}
