import type { BitCounts } from '../quantum/index.ts';
import { alignedTable, tabSeparated } from './table.ts';

const COLUMNS = [{ title: 'outcome' }, { title: 'count', alignRight: true }, { title: 'share', alignRight: true }];
/** More than these are a matter for programs. */
const MOST_ROWS = 32;

/** Outcomes for people, the most frequent first; the rest in one row. */
export function outcomeTable(counts: BitCounts, shots: number): readonly string[] {
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
  const rows = sorted.slice(0, MOST_ROWS).map(([outcome, count]) => row(outcome, count, shots));
  const rest = sorted.slice(MOST_ROWS);
  const others = rest.reduce((sum, [, count]) => sum + count, 0);
  return alignedTable(COLUMNS, rest.length === 0 ? rows : [...rows, row(`${rest.length} others`, others, shots)]);
}

/** Outcomes for programs: all of them, with their counts. */
export function outcomeLines(counts: BitCounts): readonly string[] {
  return tabSeparated([...counts].map(([outcome, count]) => [outcome, String(count)]));
}

function row(outcome: string, count: number, shots: number): readonly string[] {
  return [outcome, String(count), `${((100 * count) / shots).toFixed(1)} %`];
}
