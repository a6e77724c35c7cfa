import { maskSource } from '../code-mask.ts';
import type { Finding } from '../finding.ts';
import { lineAt } from '../imports.ts';
import { isSource, type SourceTree } from '../source-tree.ts';

const ERROR_CLASS = '(?:Aggregate|Eval|Range|Reference|Syntax|Type|URI)?Error';
const PLAIN_ERROR = new RegExp(
  String.raw`(?<![\w$.])(?:new\s+|throw\s+)${ERROR_CLASS}\s*\(|\bextends\s+${ERROR_CLASS}\b`,
  'gu',
);

/** The one class of errors is made here. */
const ERROR_HOME = 'src/base/errors.ts';

/** Errors of the product that are not a `QForgeError`: without a code, a hint and an exit code. */
export function checkPlainErrors(tree: SourceTree): readonly Finding[] {
  return [...tree]
    .filter(([path]) => isSource(path) && path.startsWith('src/') && path !== ERROR_HOME)
    .flatMap(([file, text]) => {
      const { code } = maskSource(text);
      return [...code.matchAll(PLAIN_ERROR)].map((match) => ({
        file,
        line: lineAt(code, match.index),
        message: 'errors are QForgeErrors with a code of the catalogue',
      }));
    });
}
