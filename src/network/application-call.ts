import { isQForgeError, type ListenerFailures, QForgeError } from '../base/index.ts';

/**
 * Runs code of the application from within a channel. Whatever it throws becomes `INTERNAL`, with `what` it was and the error as
 * its cause, so that nobody takes it for a fault of the peer.
 */
export function callApplication(what: string, call: () => void): void {
  try {
    call();
  } catch (error) {
    throw applicationFailure(what, error);
  }
}

/** What an error of the application's becomes, for callers that are too busy to make a closure for each call. */
export function applicationFailure(what: string, error: unknown): QForgeError<'INTERNAL'> {
  return new QForgeError('INTERNAL', { what }, { cause: error });
}

/**
 * The handler, with its defects noted: a promise of it that rejects resets its stream, and nobody else would learn why. A
 * {@link QForgeError} is no defect: it says what became of the stream or of its channel.
 */
export function notedHandler<S>(handler: (stream: S) => unknown, failures: ListenerFailures): (stream: S) => unknown {
  return (stream) => {
    const returned = handler(stream);
    if (returned instanceof Promise) {
      returned.catch((error: unknown) => {
        if (!isQForgeError(error)) failures.note('streams', error);
      });
    }
    return returned;
  };
}
