import { isQForgeError, type QForgeError } from '../base/index.ts';
import { fileReadError, fileWriteError } from '../crypto/index.ts';

/** The typed error for a failed read of `path`; one that is typed already stays as it is. */
export function typedReadError(path: string, cause: unknown): QForgeError {
  return isQForgeError(cause) ? cause : fileReadError(path, cause);
}

/** The typed error for a failed write of `path` or of its folder; one that is typed already stays as it is. */
export function typedWriteError(path: string, cause: unknown): QForgeError {
  return isQForgeError(cause) ? cause : fileWriteError(path, cause);
}
