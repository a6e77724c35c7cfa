import type { Finding } from '../finding.ts';
import { type LineStatistics, lineCount, lineStatistics } from '../line-statistics.ts';
import { isSource, type SourceTree } from '../source-tree.ts';

/** A source file longer than this states its reason in a line `// long file: REASON`. */
export const LONGEST_FILE_LINES = 400;

const STATED_REASON = /^\/\/ long file: \S.*$/mu;

/** Sources that are too long and give no reason. */
export function checkFileLength(tree: SourceTree): readonly Finding[] {
  return [...tree]
    .filter(([path, text]) => isSource(path) && lineCount(text) > LONGEST_FILE_LINES && !STATED_REASON.test(text))
    .map(([file, text]) => ({
      file,
      message: `${lineCount(text)} lines, over ${LONGEST_FILE_LINES}: split it, or state why in a line "// long file: ..."`,
    }));
}

/** Lengths of the source files under a folder. */
export function fileLengths(tree: SourceTree, folder: string): LineStatistics {
  const files = [...tree].filter(([path]) => isSource(path) && path.startsWith(folder));
  return lineStatistics(files.map(([, text]) => lineCount(text)));
}
