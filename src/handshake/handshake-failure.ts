import { isQForgeError, QForgeError } from '../base/index.ts';

/**
 * Runs the checks of a step: malformed contents become the one `HANDSHAKE_FAILED`, with the reason as its cause.
 *
 * Errors that tell the owner more (a wrong PeerId, an expired certificate, a missing key) stay what they are. They are local: on
 * the wire every failure is the same. spec/handshake §8
 */
export function failure<T>(peer: string, checks: () => T): T {
  try {
    return checks();
  } catch (error) {
    if (isQForgeError(error, 'MALFORMED')) throw new QForgeError('HANDSHAKE_FAILED', { peer }, { cause: error });
    throw error;
  }
}
