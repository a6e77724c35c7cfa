import { isQForgeError, QForgeError } from '../base/index.ts';

/** An error of the project as it is; anything else is a defect: `INTERNAL`, with the error as its cause. */
export function asTunnelError(error: unknown): QForgeError {
  return isQForgeError(error) ? error : new QForgeError('INTERNAL', { what: 'carrying a tunnel' }, { cause: error });
}
