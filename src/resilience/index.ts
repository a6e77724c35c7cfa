export { BackOff, type BackOffPlan, type Growth, type Jitter, retryDelayMs } from './back-off.ts';
export { Bulkhead, type BulkheadLimits } from './bulkhead.ts';
export {
  CircuitBreaker,
  type CircuitBreakerOptions,
  type CircuitPosition,
  type CircuitTrip,
} from './circuit-breaker.ts';
export { errorClassOf, errorCodeOf, isWorthRetrying } from './error-class-of.ts';
export { ErrorHandler, type ErrorHandlerOptions, type RecoveryMeans } from './error-handler.ts';
export {
  type ErrorFigures,
  type ErrorRate,
  ErrorStatistics,
  MAX_ERROR_KINDS,
  OTHER_ERRORS,
} from './error-statistics.ts';
export type { FailureRate } from './failure-rate-breaker.ts';
export { pause } from './pause.ts';
export { defaultRecovery, type Recovery, type RecoveryPolicy, recoveryFor } from './recovery-policy.ts';
export { type RetryNotice, type RetryOptions, type RetryPlan, retry } from './retry.ts';
export { SlidingWindow, WINDOW_STEPS } from './sliding-window.ts';
