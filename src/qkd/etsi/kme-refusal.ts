import { isQForgeError, parseStrictJson, QForgeError } from '../../base/index.ts';
import type { HttpsAnswer } from './https-caller.ts';

const MAX_DEPTH = 32;
const MAX_REASON_CHARS = 300;
const NO_REASON = 'it gives no reason';

/**
 * What a good answer says, as JSON data; an answer with another status becomes the error that it stands for.
 *
 * Throws `KME_REQUEST_REJECTED` for 400, `KME_ACCESS_REFUSED` for 401, `KME_UNAVAILABLE` for 503, `KME_ANSWER_INVALID` for all else.
 */
export function goodAnswer(kme: string, answer: HttpsAnswer): unknown {
  const { status, body } = answer;
  if (status === 200) return checkedAnswer(kme, () => parseStrictJson(body, 'The answer', MAX_DEPTH));
  const reason = reasonIn(body);
  if (status === 400) throw new QForgeError('KME_REQUEST_REJECTED', { kme, reason });
  if (status === 401) throw new QForgeError('KME_ACCESS_REFUSED', { kme, reason });
  if (status === 503) throw new QForgeError('KME_UNAVAILABLE', { kme, reason });
  throw new QForgeError('KME_ANSWER_INVALID', { kme, reason: `the status is ${status} (${reason})` });
}

/** What a decoder makes of an answer. Throws `KME_ANSWER_INVALID` where it throws `MALFORMED`. */
export function checkedAnswer<T>(kme: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!isQForgeError(error, 'MALFORMED')) throw error;
    throw new QForgeError('KME_ANSWER_INVALID', { kme, reason: error.details.reason }, { cause: error });
  }
}

/** The message of an error, which other key managers put elsewhere or leave out. */
function reasonIn(unverified: Uint8Array): string {
  try {
    const document = parseStrictJson(unverified, 'The answer', MAX_DEPTH);
    const message = typeof document === 'object' && document !== null && 'message' in document && document.message;
    return typeof message === 'string' && message !== '' ? message.slice(0, MAX_REASON_CHARS) : NO_REASON;
  } catch {
    return NO_REASON;
  }
}
