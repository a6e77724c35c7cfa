import { createHash } from 'node:crypto';
import type { SourceTree } from '../source-tree.ts';
import { SPIN_MODEL } from './spin-cases.ts';

/** Where results of Spin are kept, from the root of the repository. */
export const SPIN_RESULTS_FILE = 'formal/spin-results.json';

/** What Spin said to one case. */
export interface SpinResult {
  /** SHA-256 of the model: another one means that the result is of another model. */
  readonly digest: string;
  /** `true` when no state breaks the promise, `false` when one does, `unfinished` when not every state was seen. */
  readonly verdict: string;
  readonly states: number;
}

/** All that was recorded. */
export interface SpinRecord {
  /** As the program names itself. */
  readonly program: string;
  readonly results: Readonly<Record<string, SpinResult>>;
}

/** SHA-256 of the model. Throws when it is missing. */
export function spinDigest(tree: SourceTree): string {
  const text = tree.get(SPIN_MODEL);
  if (text === undefined) throw new TypeError(`${SPIN_MODEL} is missing`);
  return createHash('sha256').update(text).digest('hex');
}

/** What the verifier has found, from what it prints. */
export function spinVerdict(output: string): Pick<SpinResult, 'verdict' | 'states'> {
  const errors = /errors: (?<count>\d+)/u.exec(output)?.groups?.['count'];
  const states = Number(/(?<count>\d+) states, stored/u.exec(output)?.groups?.['count'] ?? 0);
  if (errors !== undefined && errors !== '0') {
    return { verdict: output.includes('assertion violated') ? 'false' : 'unfinished', states };
  }
  const isCut = /Search not completed|max search depth too small|out of memory/iu.test(output);
  return { verdict: errors === '0' && !isCut ? 'true' : 'unfinished', states };
}

/** What is wrong with a recorded result; undefined when it is of this model and says what must be said. */
export function spinFaultOf(result: SpinResult | undefined, expected: string, digest: string): string | undefined {
  if (result === undefined) return 'there is no result';
  if (result.digest !== digest) return 'the result is of another model';
  return result.verdict === expected ? undefined : `found: ${result.verdict}; expected: ${expected}`;
}
