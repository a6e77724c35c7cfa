/** A heading of a page, which links can lead to. */
export interface PageHeading {
  readonly level: number;
  readonly anchor: string;
  readonly text: string;
}

/** What is found under one heading. */
export interface PagePassage {
  readonly anchor: string;
  readonly heading: string;
  readonly text: string;
}

/** A page of the site before its frame is put around it. */
export interface SitePage {
  /** From the root of the site. */
  readonly path: string;
  readonly section: string;
  readonly title: string;
  readonly html: string;
  readonly headings: readonly PageHeading[];
  readonly passages: readonly PagePassage[];
}

/** Text as it may stand in HTML, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** The way from one page to another, as a relative link. */
export function relativeLink(from: string, to: string): string {
  const depth = from.split('/').length - 1;
  return `${'../'.repeat(depth)}${to}`;
}
