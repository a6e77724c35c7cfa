import { maskSource } from './code-mask.ts';

/** One edge from a source file to a module. */
export interface ImportEdge {
  /** The module as written; undefined when a dynamic import computes it. */
  readonly specifier: string | undefined;
  readonly kind: 'import' | 'export' | 'dynamic';
  /** The whole statement is erased before the program runs. */
  readonly typeOnly: boolean;
  /** `export *`, or `import *`. */
  readonly star: boolean;
  /** Line in the file, from 1. */
  readonly line: number;
}

// Patterns run on masked code, where the inside of every string is blank: a quote, blanks, the same quote.
const STATIC_IMPORT =
  /(?<![\w$.])import\s*(?<type>type\s(?!\s*from\b|\s*,))?(?<clause>[\w$*{}\s,]*?)(?<quote>['"]) *\k<quote>/gu;
const EXPORT_FROM =
  /(?<![\w$.])export\s*(?<type>type\s)?\s*(?<clause>\*(?:\s*as\s+[\w$]+)?|\{[^}]*\})\s*from\s*(?<quote>['"]) *\k<quote>/gu;
const DYNAMIC_IMPORT = /(?<![\w$.])import\s*\(\s*(?:(?<quote>['"]) *\k<quote>)?/gu;

const PATTERNS = [
  ['import', STATIC_IMPORT],
  ['export', EXPORT_FROM],
  ['dynamic', DYNAMIC_IMPORT],
] as const;

/** Every module that a source text names: static imports, re-exports and dynamic imports, in order of appearance. */
export function parseImports(text: string): readonly ImportEdge[] {
  const { code } = maskSource(text);
  return PATTERNS.flatMap(([kind, pattern]) =>
    [...code.matchAll(pattern)].map((match) => edgeOf(kind, match, text)),
  ).toSorted((a, b) => a.line - b.line);
}

function edgeOf(kind: ImportEdge['kind'], match: RegExpExecArray, text: string): ImportEdge {
  const groups = match.groups ?? {};
  return {
    specifier: groups['quote'] === undefined ? undefined : quotedAtEnd(match, text),
    kind,
    typeOnly: groups['type'] !== undefined,
    star: groups['clause']?.trimStart().startsWith('*') ?? false,
    line: lineAt(text, match.index),
  };
}

/** The string at the end of a match, read from the text that was masked. */
function quotedAtEnd(match: RegExpExecArray, text: string): string {
  const end = match.index + match[0].length - 1;
  const quote = text[end] ?? '';
  return text.slice(text.lastIndexOf(quote, end - 1) + 1, end);
}

/** Line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
