import assert from 'node:assert/strict';
import { type ErrorCode, QForgeError } from '../../src/base/index.ts';

/** Asserts that an error carries the code and nothing of the library underneath. */
function assertTyped(error: unknown, code: ErrorCode): true {
  assert.ok(error instanceof QForgeError, `${String(error)} is a typed error`);
  assert.equal(error.code, code);
  assert.doesNotMatch(`${error.message} ${JSON.stringify(error)}`, /ERR_|noble|EVP_|routines|error:[0-9a-f]/iu);
  return true;
}

/** Asserts that the call throws a typed error of this code. */
export function assertRefused(code: ErrorCode, call: () => unknown): void {
  assert.throws(call, (error) => assertTyped(error, code));
}

/** Asserts that the call rejects with a typed error of this code. */
export async function assertRejected(code: ErrorCode, call: () => Promise<unknown>): Promise<void> {
  await assert.rejects(call, (error) => assertTyped(error, code));
}
