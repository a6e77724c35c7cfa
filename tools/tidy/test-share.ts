import { lineCount } from '../line-statistics.ts';
import { isSource, type SourceTree } from '../source-tree.ts';

/** Lines of tests for each line of the product. */
export interface TestShare {
  readonly sourceLines: number;
  readonly testLines: number;
  readonly ratio: number;
}

/** Counts the lines of `src/` and of the tests of `src/`; tests of tools and of the house are left out. */
export function testShare(tree: SourceTree): TestShare {
  const linesOf = (keep: (path: string) => boolean): number =>
    [...tree].filter(([path]) => isSource(path) && keep(path)).reduce((sum, [, text]) => sum + lineCount(text), 0);
  const sourceLines = linesOf((path) => path.startsWith('src/'));
  const testLines = linesOf((path) => path.startsWith('test/') && !path.startsWith('test/tools/'));
  return { sourceLines, testLines, ratio: sourceLines === 0 ? 0 : testLines / sourceLines };
}
