/** A file of the documentation that is written by a tool. */
export interface GeneratedPage {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** First lines of every generated Markdown page. */
export function pageHeader(title: string, source: string): string {
  return `# ${title}\n\n<!-- Written by "npm run docs" from ${source}: change it there. -->\n`;
}

/** A Markdown table; bars inside cells are escaped. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
