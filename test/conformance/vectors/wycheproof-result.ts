import { utf8 } from '../../../src/base/index.ts';
import type { JsonFields } from './json-fields.ts';

/** What Wycheproof says of a test: `acceptable` leaves it to the implementation. */
export type WycheproofResult = 'valid' | 'invalid' | 'acceptable';

/** The result that a test expects. */
export function wycheproofResult(test: JsonFields): WycheproofResult {
  return test.word('result', ['valid', 'invalid', 'acceptable']);
}

/** The context of a signature test: the empty one when it has none. */
export function contextOf(test: JsonFields): Uint8Array {
  return test.optionalHex('ctx') ?? utf8('');
}
