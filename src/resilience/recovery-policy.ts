import { type ErrorClass, type ErrorCode, isQForgeError } from '../base/index.ts';
import { errorClassOf } from './error-class-of.ts';
import type { RetryPlan } from './retry.ts';

/** What is done about an error. */
export type Recovery =
  /** The same again, after pauses; when the attempts are used up, the fallback. */
  | { readonly kind: 'retry'; readonly plan: RetryPlan }
  /** What the caller has for this case; where it has nothing, the error is passed on. */
  | { readonly kind: 'fallback' }
  /** What the caller rests on is made anew, so many times, and the same is tried again; then the fallback. */
  | { readonly kind: 'reset'; readonly times: number }
  /** The fallback, which nobody is told of; it is counted. */
  | { readonly kind: 'ignore' }
  /** Nothing is done: it is told loudly and passed on. */
  | { readonly kind: 'escalate' }
  /** Nothing is done: it is the caller's own affair. */
  | { readonly kind: 'pass' };

/** What is done about errors of each class; single codes may differ. */
export interface RecoveryPolicy extends Readonly<Record<ErrorClass, Recovery>> {
  readonly codes?: Readonly<Partial<Record<ErrorCode, Recovery>>>;
}

/** What is done unless it is said otherwise: docs/resilience.md. */
export const defaultRecovery: RecoveryPolicy = {
  recoverable: {
    kind: 'retry',
    plan: { attempts: 5, backOff: { growth: 'exponential', firstMs: 100, capMs: 10_000, jitter: 'half' } },
  },
  timeout: {
    kind: 'retry',
    plan: { attempts: 2, backOff: { growth: 'constant', firstMs: 1000, capMs: 1000, jitter: 'half' } },
  },
  performance: {
    kind: 'retry',
    plan: { attempts: 3, backOff: { growth: 'linear', firstMs: 1000, capMs: 10_000, jitter: 'half' } },
  },
  resource: { kind: 'reset', times: 1 },
  security: { kind: 'escalate' },
  critical: { kind: 'escalate' },
  usage: { kind: 'pass' },
};

/** What a policy says about whatever was thrown. */
export function recoveryFor(policy: RecoveryPolicy, error: unknown): Recovery {
  const own = isQForgeError(error) ? policy.codes?.[error.code] : undefined;
  return own ?? policy[errorClassOf(error)];
}
