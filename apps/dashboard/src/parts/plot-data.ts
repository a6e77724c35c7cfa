/** One line of a plot over time. */
export interface PlotLine {
  readonly name: string;
  /** Number of a colour of the style sheet. */
  readonly colour: 1 | 2 | 3;
  /** As many as there are times; null where nothing was measured. */
  readonly values: readonly (number | null)[];
  /** Where the values may lie, for a forecast: drawn as a band around a dashed line. */
  readonly band?: { readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[] };
}

/** Gives one sentence of what a line shows, for those who do not see it. */
export function lineSummary({ name, values, band }: PlotLine, show: (value: number) => string): string {
  const measured = values.filter((value) => value !== null);
  const last = measured.at(-1);
  if (last === undefined) return `${name}: nothing was measured.`;
  const [least, most] = [Math.min(...measured), Math.max(...measured)];
  const range = `between ${show(least)} and ${show(most)}`;
  return band === undefined ? `${name}: last ${show(last)}, ${range}.` : `${name}, forecast: ${range}.`;
}

/** Puts gaps where times are further apart than a step and a half, so that no line is drawn over what was not measured. */
export function withGaps(
  points: readonly { readonly atMs: number; readonly value: number | undefined }[],
  stepMs: number,
): readonly { readonly atMs: number; readonly value: number | null }[] {
  return points.flatMap(({ atMs, value }, at) => {
    const here = { atMs, value: value ?? null };
    const before = points[at - 1];
    if (before === undefined || atMs - before.atMs <= 1.5 * stepMs) return [here];
    return [{ atMs: before.atMs + stepMs, value: null }, here];
  });
}
