import { scheduler } from 'node:timers/promises';
import { EXIT_CODES, systemClock } from '../base/index.ts';
import { SIGNAL_EXIT_CODES } from './exit-status.ts';
import { printNote } from './standard-output.ts';

/** The longest time that a timer of Node.js can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How long a service may take to end in order, below what service managers allow: `TimeoutStopSec` of qforge.service is 30 s. */
const END_WITHIN_MS = 20_000;

/** What being ended from outside means: a service has done its work by then, a task has not. */
export type CommandKind = 'service' | 'task';

/**
 * Turns Ctrl-C (SIGINT) and SIGTERM into an abort signal, so that a command can end in order.
 *
 * A second signal ends the process at once. So does a service's time to end, `endWithinMs`, when it is over: then with an error.
 */
export class Interruption {
  readonly #controller = new AbortController();
  #interruptedExitCode: number = SIGNAL_EXIT_CODES.interrupted;
  #terminatedExitCode: number;
  readonly #endWithinMs: number | undefined;

  constructor(kind: CommandKind, endWithinMs: number = END_WITHIN_MS) {
    this.#endWithinMs = kind === 'service' ? endWithinMs : undefined;
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
    this.#boundEnd();
    this.#controller.abort();
  }

  /** Whatever does not let go must not keep a service that was told to end. */
  #boundEnd(): void {
    const limitMs = this.#endWithinMs;
    if (limitMs === undefined) return;
    const giveUp = (): void => {
      printNote(`error: it could not end in order within ${limitMs / 1000} s, and was ended`);
      process.exit(EXIT_CODES.failure);
    };
    systemClock.schedule(limitMs, giveUp);
  }
}
