import { isQForgeError, type QForgeError } from '../../base/index.ts';
import type { RouteProblem } from './kme-route.ts';

/** What goes back to a caller. */
export interface KmeAnswer {
  readonly status: number;
  /** JSON. */
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A good answer. */
export function answerWith(body: string): KmeAnswer {
  return { status: 200, body };
}

/** An answer that says what is wrong: with every status, since there are clients that read a body with each. */
export function problemAnswer(status: number, message: string, headers: KmeAnswer['headers'] = {}): KmeAnswer {
  return { status, body: JSON.stringify({ message }), headers };
}

/** The answer to a request that leads nowhere. */
export function routeProblemAnswer({ status, message, allow }: RouteProblem): KmeAnswer {
  return problemAnswer(status, message, allow === undefined ? {} : { Allow: allow });
}

/** The answer to a request that failed. ETSI GS QKD 014 §6.5; what is not the caller's business is not told. */
export function failureAnswer(error: unknown): KmeAnswer {
  if (isQForgeError(error, 'KME_REQUEST_REJECTED')) return problemAnswer(400, error.details.reason);
  if (isQForgeError(error, 'MALFORMED')) return problemAnswer(400, error.message);
  if (isQForgeError(error, 'KME_ACCESS_REFUSED')) return problemAnswer(401, error.details.reason);
  if (isQForgeError(error, 'MESSAGE_TOO_LARGE')) return problemAnswer(413, error.message, { Connection: 'close' });
  if (isQForgeError(error, 'KME_UNAVAILABLE')) return problemAnswer(503, error.details.reason, { 'Retry-After': '1' });
  return problemAnswer(503, 'the key manager has a problem of its own', { 'Retry-After': '1' });
}

/** Whether a failure is the key manager's own fault, so that its operator must hear of it. */
export function isOwnFault(error: unknown): error is QForgeError | Error {
  const blamesCaller =
    isQForgeError(error) &&
    ['KME_REQUEST_REJECTED', 'MALFORMED', 'KME_ACCESS_REFUSED', 'MESSAGE_TOO_LARGE', 'KME_UNAVAILABLE'].includes(
      error.code,
    );
  return !blamesCaller;
}
