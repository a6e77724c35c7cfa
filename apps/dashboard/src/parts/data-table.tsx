import type { ComponentChildren, JSX } from 'preact';

/** One column: what stands above it and in it. */
export interface TableColumn<Row> {
  readonly title: string;
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
}

/** A table; on narrow pages each row is a block of names and values. The first column names the row. */
export function DataTable<Row>(props: {
  caption: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row, at: number) => string;
}): JSX.Element {
  const { caption, columns, rows, keyOf } = props;
  return (
    <table>
      <caption class="hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ title, isNumber }) => (
            <th key={title} scope="col" class={isNumber === true ? 'right' : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={keyOf(row, at)}>{columns.map((column, index) => cell(column, row, index === 0))}</tr>
        ))}
      </tbody>
    </table>
  );
}

function cell<Row>({ title, isNumber, cell: content }: TableColumn<Row>, row: Row, isFirst: boolean): JSX.Element {
  const style = isNumber === true ? 'right' : undefined;
  if (isFirst) {
    return (
      <th key={title} scope="row" class={style}>
        {content(row)}
      </th>
    );
  }
  return (
    <td key={title} class={style} data-title={title}>
      {content(row)}
    </td>
  );
}
