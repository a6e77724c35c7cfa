import { evidenceName } from './claim.ts';
import type { Outcome, Result } from './outcome.ts';

const COLUMNS = ['group', 'what must hold', 'tried', 'seconds', 'result'] as const;

/** The outcomes as one table, and under it why rows did not pass. With `showsFigures` every row shows its evidence and figures. */
export function assuranceTable(outcomes: readonly Outcome[], isFull: boolean, showsFigures: boolean): string {
  const rows = outcomes.map(({ claim, tried, seconds, result }) => [
    claim.group,
    claim.claim,
    String(tried),
    seconds.toFixed(1),
    result,
  ]);
  const widths = COLUMNS.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    line(COLUMNS),
    line(widths.map((width) => '-'.repeat(width))),
    ...outcomes.flatMap((outcome, at) => [
      line(rows[at] ?? []),
      ...(showsFigures || outcome.result !== 'passed' ? evidenceLines(outcome, isFull, showsFigures) : []),
    ]),
    '',
    totals(outcomes),
  ].join('\n');
}

function evidenceLines({ parts }: Outcome, isFull: boolean, showsFigures: boolean): readonly string[] {
  return parts
    .filter(({ result }) => showsFigures || result !== 'passed')
    .flatMap(({ evidence, result, tried, details }) => [
      `    ${result}: ${evidenceName(evidence, isFull)} (${tried})`,
      ...details.map((detail) => `      ${detail}`),
    ]);
}

function totals(outcomes: readonly Outcome[]): string {
  const count = (wanted: Result): number => outcomes.filter(({ result }) => result === wanted).length;
  return `${outcomes.length} claims: ${count('passed')} passed, ${count('failed')} failed, ${count('SKIPPED')} SKIPPED, ${count('did not run')} did not run`;
}
