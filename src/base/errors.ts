import { type ErrorCode, type ErrorDetails, errorCatalogue } from './error-catalogue.ts';
import type { ErrorClass } from './error-class.ts';

/**
 * The one error class of the project: a stable code, one sentence of what is wrong, one of what to do.
 *
 * `details` is typed by the code; `cause` keeps the error underneath. Never carries secrets.
 */
export class QForgeError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'QForgeError';
  readonly code: C;
  readonly details: ErrorDetails[C];
  readonly hint: string;
  readonly exitCode: number;
  /** What kind of recovery it allows. */
  readonly errorClass: ErrorClass;

  constructor(code: C, details: ErrorDetails[C], options?: ErrorOptions) {
    const entry = errorCatalogue[code];
    super(entry.sentence(details), options);
    this.code = code;
    this.details = details;
    this.hint = entry.hint;
    this.exitCode = entry.exitCode;
    this.errorClass = entry.errorClass;
  }

  /** Plain data for logs and `--json`; the cause is left out, since it may come from another library. */
  toJSON(): { code: C; message: string; hint: string; details: ErrorDetails[C] } {
    return { code: this.code, message: this.message, hint: this.hint, details: this.details };
  }
}

/** Whether `error` is a {@link QForgeError}, of the given code if one is named. */
export function isQForgeError<C extends ErrorCode>(error: unknown, code?: C): error is QForgeError<C> {
  return error instanceof QForgeError && (code === undefined || error.code === code);
}
