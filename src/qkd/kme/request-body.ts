import type { IncomingMessage } from 'node:http';
import { QForgeError } from '../../base/index.ts';

/** The longest body of a request from a SAE. */
export const MAX_SAE_BODY_BYTES = 65_536;
/** The longest body of a request from another key manager. */
export const MAX_KME_BODY_BYTES = 1_048_576;

/** Reads a body that may not be longer than the limit. Throws `MESSAGE_TOO_LARGE`, before it is read if it says so itself. */
export async function readRequestBody(request: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limitBytes) throw tooLarge(announced, limitBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw tooLarge(bytes, limitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

function tooLarge(bytes: number, limitBytes: number): QForgeError<'MESSAGE_TOO_LARGE'> {
  return new QForgeError('MESSAGE_TOO_LARGE', { bytes, limitBytes });
}
