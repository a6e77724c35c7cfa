import { posix } from 'node:path';
import type { Finding } from '../finding.ts';
import { lineAt } from '../imports.ts';
import type { SourceTree } from '../source-tree.ts';

const LINK = /(?<!`)\[[^\]\n]*\]\((?<target>[^)\s]+)(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s+(?<reference>\S+)$/gmu;
const CODE = /^```.*?^```|`[^`\n]*`/gmsu;

/** Links in documents that lead to no file of the repository, or to no heading of it. `exists` answers for files left out of the tree. */
export function checkDocLinks(tree: SourceTree, exists: (path: string) => boolean): readonly Finding[] {
  return [...tree]
    .filter(([path]) => path.endsWith('.md'))
    .flatMap(([file, text]) => brokenIn(tree, file, text, exists));
}

function brokenIn(tree: SourceTree, file: string, text: string, exists: (path: string) => boolean): readonly Finding[] {
  const prose = text.replaceAll(CODE, (code) => code.replaceAll(/[^\n]/gu, ' '));
  return [...prose.matchAll(LINK)].flatMap((match) => {
    const target = match.groups?.['target'] ?? match.groups?.['reference'] ?? '';
    if (/^[a-z]+:/u.test(target)) return [];
    const [path = '', anchor] = target.split('#');
    const resolved = path === '' ? file : posix.join(posix.dirname(file), path);
    const problem = problemWith(tree, resolved, anchor, exists);
    return problem === undefined ? [] : [{ file, line: lineAt(text, match.index), message: `${target}: ${problem}` }];
  });
}

function problemWith(
  tree: SourceTree,
  path: string,
  anchor: string | undefined,
  exists: (path: string) => boolean,
): string | undefined {
  const text = tree.get(path);
  if (text === undefined) return exists(path) ? undefined : 'there is no such file';
  if (anchor === undefined || !path.endsWith('.md')) return undefined;
  return headingAnchors(text).has(anchor) ? undefined : 'there is no such heading';
}

/** Anchors of the headings of a document, spelled as code hosts do. */
export function headingAnchors(text: string): ReadonlySet<string> {
  const headings = [...text.matchAll(/^#{1,6} (?<heading>.+)$/gmu)].map((match) => match.groups?.['heading'] ?? '');
  return new Set(headings.map(headingAnchor));
}

/** The anchor of one heading, from its Markdown. */
export function headingAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/gu, '-');
}
