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
 * would have to end in order. The terminal is left as it was found. Throws as {@link HiddenEntry.finish}.
 */
export async function askHidden(question: string): Promise<SecretBytes> {
  const entry = new HiddenEntry();
  await readRaw(question, entry);
  process.stderr.write('\n');
  if (entry.state === 'interrupted') process.exit(SIGNAL_EXIT_CODES.interrupted);
  return entry.finish();
}

async function readRaw(question: string, entry: HiddenEntry): Promise<void> {
  const terminal = new ReadStream(openSync(TERMINAL, 'r'));
  const end = (signal: NodeJS.Signals): void => {
    terminal.setRawMode(false);
    process.stderr.write('\n');
    process.exit(ENDINGS.get(signal));
  };
  for (const signal of ENDINGS.keys()) process.on(signal, end);
  try {
    // Before the question: what is typed at once must not be shown either.
    terminal.setRawMode(true);
    process.stderr.write(question);
    for await (const bytes of terminal as AsyncIterable<Uint8Array>) {
      entry.take(bytes);
      if (entry.state !== 'typing') break;
    }
  } finally {
    terminal.setRawMode(false);
    terminal.destroy();
    for (const signal of ENDINGS.keys()) process.off(signal, end);
  }
}
