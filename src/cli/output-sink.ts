import type { Writable } from 'node:stream';
import { QForgeError } from '../base/index.ts';
import { isTerminal } from './terminal.ts';

/**
 * Writes bytes to a standard stream, each piece once the stream has taken the one before. Throws `ARGUMENT_INVALID` for a terminal, which
 * bytes from somebody else could turn upside down.
 */
export function outputSink(output: Writable & { readonly isTTY?: boolean }): (bytes: Uint8Array) => Promise<void> {
  if (isTerminal(output)) {
    throw new QForgeError('ARGUMENT_INVALID', {
      argument: 'Standard output',
      reason: 'it is a terminal: lead it to a file or a program',
    });
  }
  return (bytes) =>
    new Promise((resolve, reject) => {
      output.write(bytes, (error) => (error instanceof Error ? reject(error) : resolve()));
    });
}
