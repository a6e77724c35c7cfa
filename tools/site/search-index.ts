import type { SitePage } from './page.ts';

const MAX_PASSAGE_CHARS = 1_500;

/** One entry of the index: page, anchor, title of the page, heading, words. */
export type SearchEntry = readonly [page: string, anchor: string, title: string, heading: string, text: string];

/** Everything that can be found, one entry for each heading. */
export function searchEntries(pages: readonly SitePage[]): readonly SearchEntry[] {
  return pages.flatMap(({ path, title, passages }) =>
    passages.map(
      ({ anchor, heading, text }): SearchEntry => [path, anchor, title, heading, text.slice(0, MAX_PASSAGE_CHARS)],
    ),
  );
}

/** The index as a script: pages that are opened as files may load scripts, but not data. */
export function searchScript(pages: readonly SitePage[]): string {
  return `globalThis.searchEntries = ${JSON.stringify(searchEntries(pages))};\n`;
}
