import type { Clock } from '../base/index.ts';

/** Settles after so long by that clock, or as soon as the signal aborts; the process lives on meanwhile. */
export async function pause(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const pending = clock.schedule(delayMs, resolve, { holdsProcess: true });
  const stop = (): void => resolve();
  signal?.addEventListener('abort', stop, { once: true });
  await promise;
  signal?.removeEventListener('abort', stop);
  pending.cancel();
}
