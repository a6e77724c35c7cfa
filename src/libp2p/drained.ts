import type { MessageStream } from '@libp2p/interface';
import { QForgeError } from '../base/index.ts';

/**
 * Resolves when a stream can take more, or at once if it can now. libp2p's own `onDrain` waits only the first time.
 *
 * Rejects with what has ended the stream, or `CONNECTION_LOST` if that is not known, when it closes before; and with the reason of the
 * signal.
 */
export async function drained(stream: MessageStream, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  if (!stream.writableNeedsDrain) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onClose = ({ error }: { readonly error?: Error }): void =>
    reject(error ?? new QForgeError('CONNECTION_LOST', { peer: 'the peer', reason: 'the stream has closed' }));
  const onAbort = (): void => reject(signal?.reason);
  const onDrain = (): void => resolve();
  stream.addEventListener('drain', onDrain, { once: true });
  stream.addEventListener('close', onClose, { once: true });
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    await promise;
  } finally {
    stream.removeEventListener('drain', onDrain);
    stream.removeEventListener('close', onClose);
    signal?.removeEventListener('abort', onAbort);
  }
}
