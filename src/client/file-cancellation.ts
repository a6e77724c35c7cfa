import { QForgeError } from '../base/index.ts';
import type { ChannelStream } from '../network/index.ts';

/** Refuses to begin what has been cancelled already. Throws `CANCELLED`. */
export function assertNotCancelled(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw new QForgeError('CANCELLED', { what }, { cause: signal.reason });
}

/** Runs a transfer; once `signal` aborts, the stream is reset and the transfer's failure becomes `CANCELLED`. */
export async function cancellable<T>(
  stream: Pick<ChannelStream, 'reset'>,
  signal: AbortSignal | undefined,
  what: string,
  run: () => Promise<T>,
): Promise<T> {
  const cancel = (): void => stream.reset('the transfer was cancelled');
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    if (signal?.aborted) cancel();
    return await run();
  } catch (error) {
    if (signal?.aborted) throw new QForgeError('CANCELLED', { what }, { cause: error });
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}
