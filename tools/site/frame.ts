import { escapeHtml, relativeLink, type SitePage } from './page.ts';

const TITLE = 'qforge';

/** A whole HTML document: a page in the frame of the site. It asks for nothing outside its folder. */
export function framedPage(page: SitePage, pages: readonly SitePage[]): string {
  const link = (path: string): string => relativeLink(page.path, path);
  const title = page.path === 'index.html' ? `${TITLE} documentation` : `${page.title} · ${TITLE}`;
  return `<!doctype html>
<html lang="en" data-root="${link('')}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${link('site.css')}">
<link rel="icon" href="${link('icon.svg')}">
<script src="${link('site.js')}"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the text</a>
<header>
<button id="menu" type="button" aria-expanded="false" aria-controls="navigation">Menu</button>
<a class="brand" href="${link('index.html')}"><img src="${link('icon.svg')}" alt="" width="26" height="26"> ${TITLE}</a>
<div class="search" role="search"><input id="search" type="search" placeholder="Search" aria-label="Search the documentation" autocomplete="off" spellcheck="false"><kbd>/</kbd>
<ol id="results" hidden></ol></div>
<button id="theme" type="button">Theme</button>
</header>
<nav id="navigation" aria-label="Pages">
${navigation(page, pages)}
</nav>
<main id="content">
<p class="crumb">${escapeHtml(page.section)}</p>
${page.html}
${neighbours(page, pages)}
</main>
${contents(page)}
</body>
</html>
`;
}

function navigation(page: SitePage, pages: readonly SitePage[]): string {
  const sections = new Map<string, SitePage[]>();
  for (const each of pages) sections.set(each.section, [...(sections.get(each.section) ?? []), each]);
  return [...sections]
    .map(([title, members]) => {
      const items = members.map((each) => `<li>${pageLink(page, each)}</li>`).join('\n');
      const open = title === page.section || title === 'Start' || title === 'Guides' ? ' open' : '';
      return `<details${open}><summary>${escapeHtml(title)}</summary><ul>\n${items}\n</ul></details>`;
    })
    .join('\n');
}

function pageLink(from: SitePage, to: SitePage): string {
  const current = from.path === to.path ? ' aria-current="page"' : '';
  return `<a href="${relativeLink(from.path, to.path)}"${current}>${escapeHtml(to.title)}</a>`;
}

function neighbours(page: SitePage, pages: readonly SitePage[]): string {
  const index = pages.findIndex(({ path }) => path === page.path);
  const [before, after] = [pages[index - 1], pages[index + 1]];
  const previous = before === undefined ? '<span></span>' : `<span class="previous">${pageLink(page, before)}</span>`;
  const next = after === undefined ? '<span></span>' : `<span class="next">${pageLink(page, after)}</span>`;
  return `<div class="neighbours">${previous}${next}</div>`;
}

/** The headings of the page; a page with one or none needs no such list. */
function contents({ headings }: SitePage): string {
  const listed = headings.filter(({ level }) => level === 2 || level === 3);
  if (listed.length < 2) return '';
  const items = listed.map(
    ({ level, anchor, text }) => `<li class="level-${level}"><a href="#${anchor}">${escapeHtml(text)}</a></li>`,
  );
  return `<aside aria-label="On this page"><p>On this page</p><ul>\n${items.join('\n')}\n</ul></aside>`;
}
