import { maskSource } from '../code-mask.ts';
import { lineAt } from '../imports.ts';
import { type LineStatistics, lineStatistics } from '../line-statistics.ts';
import { isSource, type SourceTree } from '../source-tree.ts';

/** Where a function with a body in braces lies in its file. */
export interface FunctionSpan {
  /** From 1. */
  readonly line: number;
  readonly lines: number;
}

const NOT_FUNCTIONS = /(?<![\w$.#])(?:if|for|while|switch|catch|with|await)\s*$/u;
/** Parameters, then perhaps a plain return type, then the brace; right behind a colon a type literal would open. */
const PARAMETERS_AT_END = /\)(?:\s*:\s*[^;{}]*[^;{}:|&<,\s])?$/u;
/** A return type that ends in a type literal, such as `Promise<{ a: string }>`. */
const TYPE_LITERAL_AT_END = /\}[>[\]\s]*$/u;
const PARAMETERS_AND_COLON = /\)\s*:[^;{}]*$/u;
const LOOK_BACK_CHARS = 4_000;

/** Functions, methods and arrow functions with a body in braces. */
export function functionSpans(text: string): readonly FunctionSpan[] {
  const { code } = maskSource(text);
  return [...code.matchAll(/\{/gu)].flatMap((match) => {
    const start = functionStart(code, match.index);
    if (start === undefined) return [];
    const line = lineAt(text, start);
    return [{ line, lines: lineAt(text, matching(code, match.index, '{', '}', 1)) - line + 1 }];
  });
}

/** Lengths of all functions under a folder. */
export function functionLengths(tree: SourceTree, folder: string): LineStatistics {
  const files = [...tree].filter(([path]) => isSource(path) && path.startsWith(folder));
  return lineStatistics(files.flatMap(([, text]) => functionSpans(text).map(({ lines }) => lines)));
}

/** Offset at which the function begins whose body opens at `brace`; undefined for any other brace. */
function functionStart(code: string, brace: number): number | undefined {
  const shift = Math.max(0, brace - LOOK_BACK_CHARS);
  const before = code.slice(shift, brace).trimEnd();
  if (before.endsWith('=>')) return shift + before.length;
  const parameters = parametersAtEnd(before);
  if (parameters === undefined) return undefined;
  const open = matching(before, parameters, ')', '(', -1);
  return NOT_FUNCTIONS.test(before.slice(0, Math.max(0, open))) ? undefined : shift + open;
}

/** Offset of the parenthesis that closes the parameters in front of a body. */
function parametersAtEnd(before: string): number | undefined {
  const literal = TYPE_LITERAL_AT_END.exec(before);
  if (literal === null) return PARAMETERS_AT_END.exec(before)?.index;
  const beforeLiteral = before.slice(0, Math.max(0, matching(before, literal.index, '}', '{', -1)));
  return PARAMETERS_AND_COLON.exec(beforeLiteral)?.index;
}

/** Offset of the bracket that answers the one at `from`, walking by `step`; -1 or the end when there is none. */
function matching(code: string, from: number, own: string, other: string, step: 1 | -1): number {
  let depth = 0;
  let offset = from;
  for (; offset >= 0 && offset < code.length; offset += step) {
    if (code[offset] === own) depth += 1;
    if (code[offset] === other) depth -= 1;
    if (depth === 0) break;
  }
  return offset;
}
