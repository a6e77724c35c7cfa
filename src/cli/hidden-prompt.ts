import { closeSync, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import type { SecretBytes } from '../base/index.ts';
import { SIGNAL_EXIT_CODES } from './exit-status.ts';
import { HiddenEntry } from './hidden-entry.ts';

/** The terminal of the process, even when standard input is a pipe or a file. */
const TERMINAL = '/dev/tty';

/** Whether there is somebody to ask. */
export function canAsk(): boolean {
  try {
    closeSync(openSync(TERMINAL, 'r'));
    return true;
  } catch {
    return false;
  }
}

/** Signals that end a process while it asks, by the exit code that tells of them. */
const ENDINGS: ReadonlyMap<NodeJS.Signals, number> = new Map([
  ['SIGINT', SIGNAL_EXIT_CODES.interrupted],
  ['SIGTERM', SIGNAL_EXIT_CODES.terminated],
  ['SIGHUP', SIGNAL_EXIT_CODES.hungUp],
]);

/**
 * Asks at the terminal and shows nothing of what is typed. Ctrl-C ends the process, and so does a signal, at once: nothing is done yet that
 * would have to end in order. Ctrl-Z and SIGTSTP stop it; when it goes on, it asks again. The terminal is left as it was found. Throws as
 * {@link HiddenEntry.finish}.
 */
export async function askHidden(question: string): Promise<SecretBytes> {
  const entry = new HiddenEntry();
  const terminal = new ReadStream(openSync(TERMINAL, 'r'));
  const prompt = new HiddenPrompt(question, entry, terminal);
  try {
    prompt.show();
    for await (const bytes of terminal as AsyncIterable<Uint8Array>) {
      entry.take(bytes);
      if (entry.state === 'suspended') prompt.suspend();
      else if (entry.state !== 'typing') break;
    }
  } finally {
    prompt.hide();
    terminal.destroy();
  }
  if (entry.state === 'interrupted') process.exit(SIGNAL_EXIT_CODES.interrupted);
  return entry.finish();
}

/** A question at a terminal in raw mode, with what signals do meanwhile. */
class HiddenPrompt {
  readonly #question: string;
  readonly #entry: HiddenEntry;
  readonly #terminal: ReadStream;

  constructor(question: string, entry: HiddenEntry, terminal: ReadStream) {
    this.#question = question;
    this.#entry = entry;
    this.#terminal = terminal;
  }

  show(): void {
    for (const signal of ENDINGS.keys()) process.on(signal, this.#end);
    process.on('SIGTSTP', this.suspend);
    // Before the question: what is typed at once must not be shown either.
    this.#terminal.setRawMode(true);
    process.stderr.write(this.#question);
  }

  hide(): void {
    this.#terminal.setRawMode(false);
    process.stderr.write('\n');
    for (const signal of ENDINGS.keys()) process.off(signal, this.#end);
    process.off('SIGTSTP', this.suspend);
  }

  /** Stops the job, as the terminal would if it were not in raw mode. What follows is done when the job goes on. */
  readonly suspend = (): void => {
    this.hide();
    process.kill(0, 'SIGTSTP');
    this.#entry.restart();
    this.show();
  };

  readonly #end = (signal: NodeJS.Signals): void => {
    this.hide();
    process.exit(ENDINGS.get(signal));
  };
}
