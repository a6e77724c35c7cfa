import { maskSource } from '../code-mask.ts';
import type { Finding } from '../finding.ts';
import { lineAt } from '../imports.ts';
import { isSource, type SourceTree } from '../source-tree.ts';

const NOTE_TO_SELF = /\b(?:TODO|FIXME|XXX|HACK)\b/gu;
/** Tests that are left out, or that leave out all others. A condition behind `skip:` is no mark: it is computed. */
const TEST_MARK = /(?<=[\w)\]])\s*\.(?:only|skip|todo)\s*\(|(?<![\w$.])(?:skip|only|todo)\s*:\s*(?:true\b|['"`])/gu;

/** Notes to oneself in comments and documents, and tests marked as skipped, exclusive or planned. */
export function checkUnfinishedWork(tree: SourceTree): readonly Finding[] {
  return [...tree].flatMap(([file, text]) => {
    if (!isSource(file)) return file.endsWith('.md') ? notesIn(file, text) : [];
    const { code, comments } = maskSource(text);
    return [...notesIn(file, comments), ...(file.startsWith('test/') ? marksIn(file, code) : [])];
  });
}

function notesIn(file: string, text: string): readonly Finding[] {
  return [...text.matchAll(NOTE_TO_SELF)].map((match) => ({
    file,
    line: lineAt(text, match.index),
    message: `${match[0]}: do it, or say in the documents that it is not done`,
  }));
}

function marksIn(file: string, code: string): readonly Finding[] {
  return [...code.matchAll(TEST_MARK)].map((match) => ({
    file,
    line: lineAt(code, match.index),
    message: 'a test runs, or it is not there; what the platform lacks is a condition: { skip: CONDITION }',
  }));
}
