import { type ErrorCode, QForgeError } from '../../../src/base/index.ts';
import { importQasm } from '../../../src/quantum/index.ts';

/** What a program is refused with; `undefined` when it is taken. Any other failure goes through. */
export function qasmRefusal(
  source: string,
): { readonly code: ErrorCode; readonly line: number; readonly column: number; readonly message: string } | undefined {
  try {
    importQasm(source);
    return undefined;
  } catch (error) {
    if (!(error instanceof QForgeError) || !('line' in error.details)) throw error;
    const { line, column } = error.details as { line: number; column: number };
    return { code: error.code as ErrorCode, line, column, message: error.message };
  }
}
