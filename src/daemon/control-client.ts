import { connect, type Socket } from 'node:net';
import { QForgeError, systemClock } from '../base/index.ts';
import { type ControlAnswer, type ControlMethod, decodeAnswer, MAX_ANSWER_BYTES } from './control-protocol.ts';
import { LineBuffer } from './line-buffer.ts';

const REQUEST_ID = 1;
const NOBODY_LISTENS: readonly unknown[] = ['ECONNREFUSED', 'ENOENT'];

/**
 * Asks the process behind a control socket one question; the result is JSON data from that process, unchecked.
 *
 * Throws `NOT_RUNNING` when nobody listens, `CONTROL_UNANSWERED` when the answer does not come in time,
 * `CONTROL_REFUSED` when the process reports a failure, `MALFORMED` when the answer cannot be read.
 */
export async function askProcess(path: string, method: ControlMethod, timeoutMs: number): Promise<unknown> {
  const answer = await firstAnswer(path, method, timeoutMs);
  if ('result' in answer) return answer.result;
  throw new QForgeError('CONTROL_REFUSED', { path, reason: answer.error.message });
}

async function firstAnswer(path: string, method: ControlMethod, timeoutMs: number): Promise<ControlAnswer> {
  const socket = connect(path);
  const deadline = systemClock.schedule(timeoutMs, () => {
    socket.destroy(new QForgeError('CONTROL_UNANSWERED', { path, afterMs: timeoutMs }));
  });
  try {
    socket.write(`${JSON.stringify({ id: REQUEST_ID, method })}\n`);
    return await readAnswer(socket, path);
  } finally {
    deadline.cancel();
    socket.destroy();
  }
}

async function readAnswer(socket: Socket, path: string): Promise<ControlAnswer> {
  const lines = new LineBuffer('The control answer', MAX_ANSWER_BYTES);
  try {
    for await (const chunk of socket as AsyncIterable<Uint8Array>) {
      const [line] = lines.push(chunk);
      if (line !== undefined) return decodeAnswer(line);
    }
  } catch (error) {
    throw asControlError(error, path);
  }
  throw new QForgeError('MALFORMED', { what: 'The control answer', reason: 'it ended early' });
}

function asControlError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (!NOBODY_LISTENS.includes(code)) return error;
  return new QForgeError('NOT_RUNNING', { what: `The process of ${path}` }, { cause: error });
}
