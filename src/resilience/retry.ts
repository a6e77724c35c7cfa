import { assert, type Clock, QForgeError, type RandomSource } from '../base/index.ts';
import { type BackOffPlan, retryDelayMs } from './back-off.ts';
import { isWorthRetrying } from './error-class-of.ts';
import { pause } from './pause.ts';

/** How often to try, and with what pauses. */
export interface RetryPlan {
  readonly backOff: BackOffPlan;
  /** In all, the first one included. */
  readonly attempts: number;
  /** No attempt begins later than this after the first. Default: none is too late. */
  readonly withinMs?: number;
}

/** Whether an attempt at `thenMs` comes later than the plan allows. */
export function isTooLate({ withinMs }: RetryPlan, sinceMs: number, thenMs: number): boolean {
  return withinMs !== undefined && thenMs - sinceMs > withinMs;
}

/** What is told before each pause. */
export interface RetryNotice {
  /** Of the retry that follows, from 1 on. */
  readonly retry: number;
  readonly delayMs: number;
  readonly error: unknown;
}

/** What a retry is done with. */
export interface RetryOptions {
  readonly plan: RetryPlan;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Ends a pause, and with it the attempts. */
  readonly signal?: AbortSignal;
  /** Default: errors of the classes `recoverable` and `performance`. A time-out is not among them: what happened is not known. */
  readonly isWorthwhile?: (error: unknown) => boolean;
  readonly onRetry?: (notice: RetryNotice) => void;
}

/** Tries until it works. Rejects as the last attempt does, or with `CANCELLED` when the signal aborts between two. */
export async function retry<T>(operation: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { plan, clock, random, signal, isWorthwhile = isWorthRetrying, onRetry } = options;
  assert(plan.attempts >= 1, 'there is at least one attempt');
  const sinceMs = clock.monotonicMs();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await operation();
    } catch (error) {
      if (attempt >= plan.attempts || !isWorthwhile(error)) throw error;
      const delayMs = retryDelayMs(plan.backOff, attempt, random);
      if (isTooLate(plan, sinceMs, clock.monotonicMs() + delayMs)) throw error;
      onRetry?.({ retry: attempt, delayMs, error });
      await pause(clock, delayMs, signal);
      if (signal?.aborted === true) throw new QForgeError('CANCELLED', { what: 'Trying it again' }, { cause: error });
    }
  }
}
