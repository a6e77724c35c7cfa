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

/** Asks at the terminal and shows nothing of what is typed. Ctrl-C ends the process. Throws as {@link HiddenEntry.finish}. */
export async function askHidden(question: string): Promise<SecretBytes> {
  const entry = new HiddenEntry();
  await readRaw(question, entry);
  process.stderr.write('\n');
  if (entry.state === 'interrupted') process.exit(SIGNAL_EXIT_CODES.interrupted);
  return entry.finish();
}

async function readRaw(question: string, entry: HiddenEntry): Promise<void> {
  const terminal = new ReadStream(openSync(TERMINAL, 'r'));
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
  }
}
