import type { Clock, RandomSource } from '../base/index.ts';
import { nativeBackend } from '../crypto/index.ts';
import { type BackOffPlan, pause, retryDelayMs } from '../resilience/index.ts';

/** The web's `fetch`, as backends of quantum hardware are handed it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** So many times a question is asked. docs/resilience.md */
export const FETCH_ATTEMPTS = 4;

const BACK_OFF: BackOffPlan = { growth: 'exponential', firstMs: 500, capMs: 8000, jitter: 'half' };
/** Too many requests, a bad gateway, not available, a gateway that waited too long: RFC 6585 §4, RFC 9110 §15.6. */
const PASSING_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * A `fetch` that asks again, after pauses that grow, when a server is not there or says that it is busy.
 *
 * Only what reads is asked again: a job that was sent twice would run twice.
 */
export function patientFetch(fetch: Fetch, clock: Clock, random: RandomSource = nativeBackend.random): Fetch {
  return async (url, init) => {
    const isRepeatable = (init.method ?? 'GET') === 'GET';
    const signal = init.signal ?? undefined;
    for (let attempt = 1; ; attempt += 1) {
      const isLast = !isRepeatable || attempt >= FETCH_ATTEMPTS;
      try {
        const response = await fetch(url, init);
        if (isLast || !PASSING_STATUS.has(response.status)) return response;
        await response.body?.cancel();
      } catch (error) {
        if (isLast || signal?.aborted === true) throw error;
      }
      await pause(clock, retryDelayMs(BACK_OFF, attempt, random), signal);
    }
  };
}
