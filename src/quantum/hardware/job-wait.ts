import { type Clock, QForgeError } from '../../base/index.ts';
import type { RunOptions } from './quantum-backend.ts';

/** How often a job is looked at. */
export const JOB_POLL_MS = 2_000;

/** Longest that a job is waited for, queue included. */
export const JOB_TIMEOUT_MS = 3_600_000;

/** What a look at a job shows. */
export interface JobLook<T> {
  readonly state: string;
  /** Set when it is done. */
  readonly result: T | undefined;
}

/** A job that is waited for. */
export interface WaitedJob<T> {
  readonly backend: string;
  readonly jobId: string;
  readonly clock: Clock;
  /** Throws what went wrong. */
  readonly look: () => Promise<JobLook<T>>;
  /** Tells the backend to forget about it. */
  readonly cancel: () => Promise<void>;
}

/**
 * Looks at a job until it is done, and tells how it is getting on.
 *
 * Throws `CANCELLED` when the signal says so and `QUANTUM_JOB_FAILED` after {@link JOB_TIMEOUT_MS}; both cancel the job at the backend.
 */
export async function waitForJob<T>(job: WaitedJob<T>, { signal, onProgress }: RunOptions): Promise<T> {
  const { backend, jobId, clock } = job;
  const startMs = clock.monotonicMs();
  for (;;) {
    const { state, result } = await job.look();
    const waitedMs = clock.monotonicMs() - startMs;
    onProgress?.({ jobId, state, waitedMs });
    if (result !== undefined) return result;
    if (signal?.aborted !== true && waitedMs < JOB_TIMEOUT_MS) await pause(clock, JOB_POLL_MS, signal);
    if (signal?.aborted === true) {
      await job.cancel();
      throw new QForgeError('CANCELLED', { what: `The job ${jobId} at ${backend}` });
    }
    if (waitedMs >= JOB_TIMEOUT_MS) {
      await job.cancel();
      throw new QForgeError('QUANTUM_JOB_FAILED', {
        backend,
        jobId,
        reason: `it was not done after ${JOB_TIMEOUT_MS} ms`,
      });
    }
  }
}

/** Waits, but not longer than until the signal comes. */
function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      timer.cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.schedule(ms, done, { holdsProcess: true });
    signal?.addEventListener('abort', done, { once: true });
  });
}
