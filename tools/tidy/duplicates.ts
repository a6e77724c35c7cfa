import { maskSource } from '../code-mask.ts';
import { isSource, type SourceTree } from '../source-tree.ts';

/** So many lines of code in a row, blanks and comments left out, are worth a word when they stand in two places. */
export const DUPLICATE_LINES = 10;

/** Code that stands in two places. */
export interface Duplicate {
  readonly first: string;
  readonly second: string;
  /** Lines in a row that are the same. */
  readonly lines: number;
}

interface CodeLine {
  readonly place: string;
  readonly text: string;
}

/** Runs of the same lines in different places under a folder; imports are no code. */
export function duplicatesIn(tree: SourceTree, folder: string): readonly Duplicate[] {
  const files = [...tree].filter(([path]) => isSource(path) && path.startsWith(folder)).map(codeLines);
  const seen = new Map<string, readonly [file: number, line: number]>();
  const found: Duplicate[] = [];
  for (const [file, lines] of files.entries()) {
    for (let at = 0; at + DUPLICATE_LINES <= lines.length; at += 1) {
      const key = textFrom(lines, at);
      const before = seen.get(key);
      if (before === undefined) {
        seen.set(key, [file, at]);
        continue;
      }
      const length = commonLength(files[before[0]] ?? [], before[1], lines, at);
      found.push({ first: placeAt(files[before[0]], before[1]), second: placeAt(lines, at), lines: length });
      at += length - 1;
    }
  }
  return found;
}

function codeLines([path, text]: readonly [string, string]): readonly CodeLine[] {
  const masked = maskSource(text).code.split('\n');
  return text
    .split('\n')
    .map((line, index) => ({ place: `${path}:${index + 1}`, text: line.trim(), code: masked[index]?.trim() ?? '' }))
    .filter(({ code, text: line }) => code !== '' && !/^(?:import|export \{|\} from)\b/u.test(line));
}

function textFrom(lines: readonly CodeLine[], at: number): string {
  return lines
    .slice(at, at + DUPLICATE_LINES)
    .map(({ text }) => text)
    .join('\n');
}

function commonLength(left: readonly CodeLine[], from: number, right: readonly CodeLine[], at: number): number {
  let length = 0;
  while (left[from + length] !== undefined && left[from + length]?.text === right[at + length]?.text) length += 1;
  return length;
}

function placeAt(lines: readonly CodeLine[] | undefined, at: number): string {
  return lines?.[at]?.place ?? '';
}
