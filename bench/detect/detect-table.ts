import type { DetectFinding } from './detect-scenario.ts';

/** All findings as a table of aligned columns. */
export function findingTable(findings: readonly DetectFinding[]): string {
  const rows = [['scenario', 'trials', 'alarms', '95 %', 'bar', 'after', '95 %', ''], ...findings.map(row)];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function row(finding: DetectFinding): string[] {
  const { name, kind, trials, alarms, delay, unit, bar, broken } = finding;
  const limit = kind === 'attack' ? `>= ${percent(bar)}` : `<= ${percent(bar)}`;
  const after =
    delay === undefined || kind === 'quiet' ? ['-', ''] : [`${amount(delay.mean)} ${unit}`, range(delay, amount)];
  return [
    name,
    String(trials),
    percent(alarms.share),
    range(alarms, percent),
    limit,
    ...after,
    broken ? 'BROKEN' : 'held',
  ];
}

function range(
  { low, high }: { readonly low: number; readonly high: number },
  text: (value: number) => string,
): string {
  return `${text(low)} to ${text(high)}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

function amount(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
