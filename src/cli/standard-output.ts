import { SIGNAL_EXIT_CODES } from './exit-status.ts';

/** Version of every JSON document that this command line prints. */
export const JSON_SCHEMA_VERSION = 1;

/** Writes lines of results to standard output. */
export function printLines(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
}

/** Writes one JSON document of results, over several lines. */
export function printJson(document: object): void {
  process.stdout.write(`${JSON.stringify({ schemaVersion: JSON_SCHEMA_VERSION, ...document }, undefined, 2)}\n`);
}

/** Writes one JSON document on one line, where one command prints many. */
export function printJsonLine(document: object): void {
  process.stdout.write(`${JSON.stringify({ schemaVersion: JSON_SCHEMA_VERSION, ...document })}\n`);
}

/** Writes a line for whoever watches to standard error. */
export function printNote(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Ends the process quietly when nobody reads its output any more, as other tools do. */
export function endOnBrokenPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(SIGNAL_EXIT_CODES.brokenPipe);
    throw error;
  });
  // Without a reader of chatter the work still goes on.
  process.stderr.on('error', () => undefined);
}

/** Waits until everything written so far has left the process. */
export async function flushStandardOutput(): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map(
      (stream) => new Promise<void>((resolve) => (stream.writable ? stream.write('', () => resolve()) : resolve())),
    ),
  );
}
