/** Stands for any text inside a line; alone in a line, for any number of lines. */
export const ELLIPSIS = '…';

/**
 * Whether lines that were printed are the answer of a transcript. `isOver` asks for the whole; otherwise more may follow, and what is
 * missing may still come.
 */
export function answerMatches(answer: readonly string[], printed: readonly string[], isOver: boolean): boolean {
  const [first, ...rest] = answer;
  if (first === undefined) return !isOver || printed.length === 0;
  if (first === ELLIPSIS) {
    return (
      answerMatches(rest, printed, isOver) || (printed.length > 0 && answerMatches(answer, printed.slice(1), isOver))
    );
  }
  const [line, ...others] = printed;
  return line !== undefined && lineMatches(first, line) && answerMatches(rest, others, isOver);
}

function lineMatches(pattern: string, line: string): boolean {
  const parts = pattern
    .trimEnd()
    .split(ELLIPSIS)
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/gu, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'u').test(line.trimEnd());
}
