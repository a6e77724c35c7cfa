import type { JSX } from 'preact';

/** A page of a list that is numbered from its beginning, and shown newest first. */
export interface ListPage {
  /** The numbers of what is shown. */
  readonly newest: number;
  readonly oldest: number;
  /** The numbers of the whole list. */
  readonly first: number;
  readonly last: number;
  /** How many a page has. */
  readonly size: number;
}

/** The ways to newer and older pages; a page is asked for by the number that it ends before, undefined for the newest. */
export function Pager(props: { page: ListPage; onPage: (before: number | undefined) => void }): JSX.Element {
  const { page, onPage } = props;
  const { newest, oldest, first, last, size } = page;
  const next = newest + size + 1;
  return (
    <>
      <button type="button" disabled={newest >= last} onClick={() => onPage(next > last ? undefined : next)}>
        Newer
      </button>
      <button type="button" disabled={oldest <= first} onClick={() => onPage(oldest)}>
        Older
      </button>
    </>
  );
}
