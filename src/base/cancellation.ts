import { QForgeError } from './errors.ts';

/** The failure of what was called off by this signal. `what` begins the sentence: `The connection to tcp://bob:7700`. */
export function cancelled(what: string, signal: AbortSignal | undefined): QForgeError<'CANCELLED'> {
  return new QForgeError('CANCELLED', { what }, { cause: signal?.reason });
}

/**
 * The outcome of `work`, or `CANCELLED` as soon as `signal` aborts. The work itself goes on, for others who wait for it; its outcome
 * is then nobody's, and its failure no unhandled one.
 */
export async function orCancelled<T>(work: Promise<T>, signal: AbortSignal | undefined, what: string): Promise<T> {
  if (signal === undefined) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(cancelled(what, signal));
  signal.addEventListener('abort', abort);
  try {
    if (signal.aborted) abort();
    return await Promise.race([promise, work]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
