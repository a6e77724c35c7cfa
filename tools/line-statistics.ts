/** Middle and upper end of a set of lengths, as docs and rules speak of them. */
export interface LineStatistics {
  readonly count: number;
  readonly median: number;
  readonly p90: number;
  readonly longest: number;
}

/** Nearest-rank statistics: every figure is one of the lengths; all zero when there is none. */
export function lineStatistics(lengths: readonly number[]): LineStatistics {
  const sorted = lengths.toSorted((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { count: sorted.length, median: rank(0.5), p90: rank(0.9), longest: rank(1) };
}

/** One line for a person. */
export function statisticsText({ count, median, p90, longest }: LineStatistics): string {
  return `${count}, lines: median ${median}, p90 ${p90}, longest ${longest}`;
}

/** Lines of a text; the line feed at its end opens none. */
export function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
