import { QForgeError } from '../base/index.ts';
import type { ChannelStream } from '../network/index.ts';

/**
 * How much of a file goes into one record: on both sides it finds its memory in the processor's cache, and memory of this length the
 * system does not take back each time. spec/file-transfer §6
 */
const PIECE_BYTES = 65_536;

/** Writes bytes of a file piece by piece; they are the caller's again when it resolves. */
export async function writePieces(stream: Pick<ChannelStream, 'write'>, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; written += PIECE_BYTES) {
    await stream.write(bytes.subarray(written, written + PIECE_BYTES));
  }
}

/** Waits for the end of the peer's direction. Throws `MALFORMED` if bytes come instead. */
export async function expectStreamEnd(stream: ChannelStream, what: string): Promise<void> {
  const next = await stream[Symbol.asyncIterator]().next();
  if (next.done !== true) throw new QForgeError('MALFORMED', { what, reason: 'bytes follow it' });
}
