/** One column: its title, and whether its values stand at the right. */
export interface Column {
  readonly title: string;
  readonly alignRight?: boolean;
}

const GAP = '  ';

/** Lines of a table for people: a line of titles in capitals, columns as wide as their values. No borders. */
export function alignedTable(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const titles = columns.map(({ title }) => title.toUpperCase());
  const widths = columns.map((_, index) => Math.max(...[titles, ...rows].map((row) => widthOf(row[index] ?? ''))));
  return [titles, ...rows].map((row) =>
    columns
      .map((column, index) => pad(row[index] ?? '', widths[index] ?? 0, column))
      .join(GAP)
      .trimEnd(),
  );
}

/** Lines of a table for programs: tab-separated, without titles. Values must hold no control characters. */
export function tabSeparated(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.map((row) => row.join('\t'));
}

/** Lines of names and values, the values below each other. */
export function alignedFields(fields: readonly (readonly [name: string, value: string])[]): readonly string[] {
  const width = Math.max(0, ...fields.map(([name]) => widthOf(name)));
  return fields.map(([name, value]) => `${name}${' '.repeat(width - widthOf(name))}${GAP}${value}`.trimEnd());
}

function pad(text: string, width: number, column: Column): string {
  const blanks = ' '.repeat(width - widthOf(text));
  return column.alignRight === true ? blanks + text : text + blanks;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters as people count them. */
function widthOf(text: string): number {
  return Array.from(graphemes.segment(text)).length;
}
