import { posix } from 'node:path';
import type { Finding } from '../finding.ts';
import { lineAt } from '../imports.ts';
import { isSource, type SourceTree } from '../source-tree.ts';

/** Folders of one machine, and words of one workplace, that mean nothing to a reader elsewhere. */
const TRACES: readonly RegExp[] = [
  /(?<![\w.~/-])\/(?:work|root|mnt|Users)\/[\w.]/gu,
  /(?<![\w.~/-])\/home\/(?!(?:USER|user|alice|bob)\b)[\w.]/gu,
  /\b(?:issue|ticket|task)\s+#?\d+\b/giu,
  /\b(?:the|this|our|my)\s+(?:brief|chat)\b/giu,
  /\b(?:claude|anthropic|openai|chatgpt|copilot|llm)\b/giu,
  /\bhelpers?\b/giu,
];

/** Rules that forbid a word, and their tests, must name it. */
const THIS_RULE = /(?:^|\/)(?:outside-traces|file-names)(?:\.test)?\.ts$/u;
const CLIMBING_PATH = /['"`](?<path>(?:\.\.\/)+[^'"`\n]*)['"`]/gu;

/** Machine paths and words of the workplace. */
export function checkOutsideTraces(tree: SourceTree): readonly Finding[] {
  return [...tree].flatMap(([file, text]) => {
    return THIS_RULE.test(file) ? [] : TRACES.flatMap((trace) => matchesOf(trace, file, text));
  });
}

function matchesOf(trace: RegExp, file: string, text: string): readonly Finding[] {
  return [...text.matchAll(trace)].map((match) => ({
    file,
    line: lineAt(text, match.index),
    message: `"${match[0]}" speaks of one machine or workplace`,
  }));
}

/** Relative paths in sources that climb out of the repository. */
export function checkClimbingPaths(tree: SourceTree): readonly Finding[] {
  return [...tree]
    .filter(([path]) => isSource(path))
    .flatMap(([file, text]) =>
      [...text.matchAll(CLIMBING_PATH)]
        .filter((match) => posix.join(posix.dirname(file), match.groups?.['path'] ?? '').startsWith('..'))
        .map((match) => ({
          file,
          line: lineAt(text, match.index),
          message: `${match[0]} lies outside the repository`,
        })),
    );
}
