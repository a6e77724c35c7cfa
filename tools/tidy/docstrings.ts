import { maskSource } from '../code-mask.ts';
import type { Finding } from '../finding.ts';
import { lineAt } from '../imports.ts';
import { isSource, type SourceTree } from '../source-tree.ts';

const EXPORTED_DECLARATION =
  /^export\s+(?:declare\s+)?(?:async\s+)?(?:abstract\s+)?(?:function\*?|class|const|let|var|interface|type|enum)\s+(?<name>[\w$]+)/gmu;

/** Exported declarations without a docstring right above; of overloads, the first one speaks for all. */
export function checkDocstrings(tree: SourceTree): readonly Finding[] {
  return [...tree].flatMap(([file, text]) => (isSource(file) ? undocumentedIn(file, text) : []));
}

function undocumentedIn(file: string, text: string): readonly Finding[] {
  const { code, comments } = maskSource(text);
  const seen = new Set<string>();
  return [...code.matchAll(EXPORTED_DECLARATION)].flatMap((match) => {
    const name = match.groups?.['name'] ?? '';
    if (seen.has(name) || isDocumented(text, comments, match.index)) {
      seen.add(name);
      return [];
    }
    return [{ file, line: lineAt(text, match.index), message: `${name} is exported without a docstring` }];
  });
}

/** Whether the last thing above `offset` but for blanks is a comment that began as a docstring. */
function isDocumented(text: string, comments: string, offset: number): boolean {
  const above = text.slice(0, offset).trimEnd();
  if (!above.endsWith('*/')) return false;
  return comments.startsWith('/**', above.lastIndexOf('/*'));
}
