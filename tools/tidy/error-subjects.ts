import type { Finding } from '../finding.ts';
import { lineAt } from '../imports.ts';
import { isSource, type SourceTree } from '../source-tree.ts';

/** Where a text is named that may be malformed: there the sentence of the error begins. */
const LOWER_CASE_SUBJECT =
  /(?:\bnew ByteReader\(|\bparseStrictJson\()[^;\n]*, '[a-z]|'MALFORMED',\s*\{\s*what: '[a-z]/gu;

/** Names of malformed things that cannot begin a sentence. */
export function checkErrorSubjects(tree: SourceTree): readonly Finding[] {
  return [...tree]
    .filter(([path]) => isSource(path) && path.startsWith('src/'))
    .flatMap(([file, text]) =>
      [...text.matchAll(LOWER_CASE_SUBJECT)].map((match) => ({
        file,
        line: lineAt(text, match.index),
        message: 'what is malformed begins the sentence of the error: say "The frame", not "frame"',
      })),
    );
}
