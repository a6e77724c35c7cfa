/** What a figure must be for the product to have held. */
export type Bar = { readonly atMost: number } | { readonly atLeast: number };

/** One figure of a scenario, with its bar if it has one. */
export interface Finding {
  readonly scenario: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly bar?: Bar;
  /** Whether the figure depends on how fast and how busy the machine is: then a broken bar is only reported. */
  readonly timed: boolean;
}

/** Whether a figure is within its bar. */
export function holds({ value, bar }: Finding): boolean {
  if (bar === undefined) return true;
  return 'atMost' in bar ? value <= bar.atMost : value >= bar.atLeast;
}

/** All figures as a table of aligned columns. */
export function findingTable(findings: readonly Finding[]): string {
  const rows = [['scenario', 'figure', 'value', 'unit', 'bar', ''], ...findings.map(row)];
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 2 ? cell.padStart(widths[2] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

function row(finding: Finding): string[] {
  const { scenario, figure, value, unit, bar } = finding;
  const limit = bar === undefined ? '' : 'atMost' in bar ? `<= ${amount(bar.atMost)}` : `>= ${amount(bar.atLeast)}`;
  const verdict = bar === undefined ? '' : holds(finding) ? 'held' : finding.timed ? 'missed' : 'BROKEN';
  return [scenario, figure, amount(value), unit, limit, verdict];
}

function amount(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-GB');
  return value.toPrecision(3);
}
