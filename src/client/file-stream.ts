import { QForgeError } from '../base/index.ts';
import type { ChannelStream } from '../network/index.ts';

/** Waits for the end of the peer's direction. Throws `MALFORMED` if bytes come instead. */
export async function expectStreamEnd(stream: ChannelStream, what: string): Promise<void> {
  const next = await stream[Symbol.asyncIterator]().next();
  if (next.done !== true) throw new QForgeError('MALFORMED', { what, reason: 'bytes follow it' });
}
