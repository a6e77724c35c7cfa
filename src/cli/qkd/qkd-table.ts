import { printJson, printLines } from '../standard-output.ts';
import { alignedTable, tabSeparated } from '../table.ts';
import { isTerminal } from '../terminal.ts';

/** Flags of `qforge qkd table`. */
export interface QkdTableFlags {
  readonly json?: true;
}

const COLUMNS = [{ title: 'section' }, { title: 'figure' }, { title: 'value', alignRight: true }, { title: 'unit' }];
const DIGITS = 6;

/** Prints the figures of the literature. */
export async function printQkdTable(flags: QkdTableFlags): Promise<void> {
  const { referenceFigures } = await import('../../qkd/index.ts');
  const figures = referenceFigures();
  if (flags.json === true) return printJson({ figures });
  const rows = figures.map(({ section, name, value, unit }) => [section, name, valueText(value), unit]);
  printLines(isTerminal(process.stdout) ? alignedTable(COLUMNS, rows) : tabSeparated(rows));
}

function valueText(value: number): string {
  return Math.abs(value) >= 1e4 ? Math.floor(value).toLocaleString('en-GB') : value.toPrecision(DIGITS);
}
