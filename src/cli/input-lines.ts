import { QForgeError } from '../base/index.ts';

/** The longest line that is sent as one message: the limit of messages. */
export const MAX_LINE_BYTES = 16_777_216;

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The lines of a byte stream, without their ends; a last line without an end counts. Bytes stay as they are.
 *
 * Throws `MESSAGE_TOO_LARGE` when a line has more than `limitBytes`, without waiting for its end.
 */
export async function* linesOf(
  source: AsyncIterable<Uint8Array>,
  limitBytes: number = MAX_LINE_BYTES,
): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  for await (const chunk of source) {
    let rest = chunk;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      yield withoutCarriageReturn(Buffer.concat([...pending, rest.subarray(0, end)]));
      pending = [];
      pendingBytes = 0;
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) pending.push(rest);
    pendingBytes += rest.length;
    if (pendingBytes > limitBytes) throw new QForgeError('MESSAGE_TOO_LARGE', { bytes: pendingBytes, limitBytes });
  }
  if (pendingBytes > 0) yield withoutCarriageReturn(Buffer.concat(pending));
}

/** The lines of standard input, until it ends or `signal` aborts; a closed standard input has none. */
export async function* linesOfStandardInput(signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { stdin } = process;
  const stop = (): unknown => stdin.destroy();
  signal.addEventListener('abort', stop);
  try {
    yield* linesOf(stdin as AsyncIterable<Uint8Array>);
  } catch (error) {
    if (!signal.aborted && !isUnreadable(error)) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A descriptor that is closed, or that only a terminal's foreground process may read. */
function isUnreadable(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EBADF' || code === 'EIO' || code === 'ENXIO';
}

function withoutCarriageReturn(line: Uint8Array): Uint8Array {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}
