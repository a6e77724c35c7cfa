import { QForgeError } from '../../base/index.ts';

/** Longest reason of a backend that is passed on, in characters. */
const MAX_REASON_CHARS = 200;

/** A `QUANTUM_ENGINE_UNSUITABLE` for a circuit that a backend cannot run. */
export function unsuitable(backend: string, what: string): QForgeError<'QUANTUM_ENGINE_UNSUITABLE'> {
  return new QForgeError('QUANTUM_ENGINE_UNSUITABLE', { engine: backend, reason: `it does not take ${what}` });
}

/** A `QUANTUM_BACKEND_REFUSED` for this reason. */
export function refused(backend: string, unverifiedReason: string): QForgeError<'QUANTUM_BACKEND_REFUSED'> {
  return new QForgeError('QUANTUM_BACKEND_REFUSED', { backend, reason: oneLine(unverifiedReason) });
}

/** A `QUANTUM_JOB_FAILED` for the reason that the backend gave. */
export function jobFailed(backend: string, jobId: string, unverifiedReason: string): QForgeError<'QUANTUM_JOB_FAILED'> {
  return new QForgeError('QUANTUM_JOB_FAILED', { backend, jobId, reason: oneLine(unverifiedReason) });
}

/** Text from elsewhere, fit for a message: one line, not long, no control characters. */
function oneLine(unverifiedText: string): string {
  return unverifiedText
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, MAX_REASON_CHARS);
}
