import { escapeHtml, type SitePage } from './page.ts';

interface Collection {
  readonly section: string;
  readonly folder: string;
  readonly title: string;
  readonly introduction: string;
}

/** Puts in front of the decisions a page that lists them. */
export function decisionIndex(pages: readonly SitePage[]): readonly SitePage[] {
  return withIndex(pages, {
    section: 'Decisions',
    folder: 'adr',
    title: 'All decisions',
    introduction: 'What was decided and why: context, decision, consequences, half a page each.',
  });
}

/** Puts in front of the specifications a page that lists them. */
export function specificationIndex(pages: readonly SitePage[]): readonly SitePage[] {
  return withIndex(pages, {
    section: 'Specifications',
    folder: 'spec',
    title: 'All specifications',
    introduction: 'The protocols and formats, byte by byte; the code cites their sections.',
  });
}

function withIndex(pages: readonly SitePage[], collection: Collection): readonly SitePage[] {
  const { section, folder, title, introduction } = collection;
  const first = pages.findIndex((page) => page.section === section);
  if (first === -1) return pages;
  const rows = pages
    .filter((page) => page.section === section)
    .map(
      (page) =>
        `<li><a href="${page.path.replace(`${folder}/`, '')}">${escapeHtml(page.title)}</a><br><span class="gist">${escapeHtml(gist(page))}</span></li>`,
    );
  const html = `<h1 id="top">${title}</h1>\n<p>${introduction}</p>\n<ul class="collection">\n${rows.join('\n')}\n</ul>`;
  const index: SitePage = {
    path: `${folder}/index.html`,
    section,
    title,
    html,
    headings: [{ level: 1, anchor: 'top', text: title }],
    passages: [{ anchor: 'top', heading: title, text: introduction }],
  };
  return [...pages.slice(0, first), index, ...pages.slice(first)];
}

/** What the first words of a page say. */
function gist({ passages }: SitePage): string {
  const text = passages.find((passage) => passage.text !== '')?.text ?? '';
  return /^.*?[.:](?=\s|$)/u.exec(text)?.[0] ?? text;
}
