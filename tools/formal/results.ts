import { createHash } from 'node:crypto';
import type { SourceTree } from '../source-tree.ts';
import { caseFiles, type FormalCase, type Verdict } from './cases.ts';

/** Where results are kept, from the root of the repository. */
export const RESULTS_FILE = 'formal/results.json';

/** What ProVerif said to one case. */
export interface FormalResult {
  /** SHA-256 over the files of the case: another digest means that the result is of another model. */
  readonly digest: string;
  readonly verdicts: readonly string[];
  readonly seconds: number;
}

/** All that was recorded. */
export interface FormalRecord {
  /** As the program names itself. */
  readonly program: string;
  readonly results: Readonly<Record<string, FormalResult>>;
}

/** SHA-256 over a case's files and their names. Throws when one is missing. */
export function caseDigest(formalCase: FormalCase, tree: SourceTree): string {
  const hash = createHash('sha256');
  for (const file of caseFiles(formalCase)) {
    const text = tree.get(file);
    if (text === undefined) throw new TypeError(`${file} is missing`);
    hash.update(`${file}\0${text.length}\0${text}`);
  }
  return hash.digest('hex');
}

/** The verdict of each query, in order, from what ProVerif prints; `cannot be proved` is one of them. */
export function verdictsIn(output: string): readonly string[] {
  return [...output.matchAll(/^RESULT .* (?:is (?<verdict>true|false)|(?<open>cannot be proved))\.?$/gmu)].map(
    ({ groups }) => groups?.['verdict'] ?? groups?.['open'] ?? '',
  );
}

/** What is wrong with a recorded result; undefined when it is of this model and says what must be said. */
export function faultOf(
  result: FormalResult | undefined,
  expected: readonly Verdict[],
  digest: string,
): string | undefined {
  if (result === undefined) return 'there is no result';
  if (result.digest !== digest) return 'the result is of another model';
  const found = result.verdicts.join(', ');
  return found === expected.join(', ') ? undefined : `found: ${found}; expected: ${expected.join(', ')}`;
}
