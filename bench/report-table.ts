import type { BenchmarkResult, Measurement } from './measurement.ts';

/** The figures of all results as a table of aligned columns, one line for each measurement. */
export function textTable(results: readonly BenchmarkResult[]): string {
  const rows = tableRows(results);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(HEADINGS), ...rows.map(line)].join('\n');
}

/** The same as a table in Markdown. */
export function markdownTable(results: readonly BenchmarkResult[]): string {
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  const rule = HEADINGS.map((_heading, column) => (column < 2 ? '---' : '---:'));
  return [HEADINGS, rule, ...tableRows(results)].map(line).join('\n');
}

/** Plain facts of all results, one line each. */
export function factLines(results: readonly BenchmarkResult[]): string[] {
  return results.flatMap(({ name, facts }) =>
    Object.entries(facts).map(
      ([fact, value]) => `${name}: ${fact}: ${typeof value === 'number' ? amount(value) : value}`,
    ),
  );
}

const HEADINGS = [
  'benchmark',
  'against',
  'ours',
  'peer',
  'unit',
  'ours / peer',
  'quartiles',
  'limit',
  'ours / limit',
  'runs',
];

function tableRows(results: readonly BenchmarkResult[]): string[][] {
  return results.flatMap((result) => [
    tableRow(result.name, result),
    ...result.details.map((detail) => tableRow(`${result.name}: ${detail.name}`, detail)),
  ]);
}

function tableRow(name: string, measurement: Measurement): string[] {
  const { spread } = measurement;
  return [
    name,
    measurement.peerKind === 'stated' ? `${measurement.peerName} (stated)` : measurement.peerName,
    amount(measurement.ours),
    amount(measurement.peer),
    measurement.unit,
    amount(measurement.ratio),
    `${amount(spread.ratioLow)} - ${amount(spread.ratioHigh)}`,
    amount(measurement.limit),
    amount(measurement.limitRatio),
    String(measurement.runs),
  ];
}

/** Three digits that count. */
export function amount(value: number): string {
  if (value === 0 || Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-GB');
  return value.toPrecision(3);
}
