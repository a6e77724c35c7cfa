import { type ErrorClass, isQForgeError } from '../base/index.ts';

/** The class of whatever was thrown: an error that qforge did not make is a defect, and so `critical`. */
export function errorClassOf(error: unknown): ErrorClass {
  return isQForgeError(error) ? error.errorClass : 'critical';
}

/** The code of whatever was thrown; `INTERNAL` for an error that qforge did not make. */
export function errorCodeOf(error: unknown): string {
  return isQForgeError(error) ? error.code : 'INTERNAL';
}

/** Whether the same may be tried again by itself, where doing it twice does no harm. */
export function isWorthRetrying(error: unknown): boolean {
  const errorClass = errorClassOf(error);
  return errorClass === 'recoverable' || errorClass === 'performance';
}
