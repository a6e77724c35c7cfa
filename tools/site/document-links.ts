import { posix } from 'node:path';
import { escapeHtml, relativeLink } from './page.ts';

/** What links of a document can lead to. */
export interface LinkTargets {
  /** Paths of the site by document, from the root of the repository. */
  readonly pages: ReadonlyMap<string, string>;
  /** Whether the repository has a file or a folder. */
  readonly exists: (path: string) => boolean;
}

/** The opening and closing tag of a link in a document. Throws a TypeError for one that leads nowhere. */
export function linkTags(href: string, source: string, page: string, targets: LinkTargets): readonly [string, string] {
  if (/^(?:https?|mailto):/u.test(href))
    return [`<a class="outside" href="${escapeHtml(href)}" rel="noreferrer">`, '</a>'];
  if (href.startsWith('#')) return [`<a href="${escapeHtml(href)}">`, '</a>'];
  const [path = '', anchor] = href.split('#');
  const target = posix.join(posix.dirname(source), path).replace(/\/$/u, '');
  const found = targets.pages.get(target) ?? targets.pages.get(`${target}/README.md`) ?? firstIn(target, targets);
  if (found !== undefined) {
    const link = relativeLink(page, found) + (anchor === undefined ? '' : `#${anchor}`);
    return [`<a href="${escapeHtml(link)}">`, '</a>'];
  }
  if (targets.exists(target))
    return [`<span class="in-repository" title="${escapeHtml(target)} in the repository">`, '</span>'];
  throw new TypeError(`${source}: the link ${href} leads nowhere`);
}

/** A link to a folder of documents leads to the first of them. */
function firstIn(folder: string, { pages }: LinkTargets): string | undefined {
  for (const [source, page] of pages) if (source.startsWith(`${folder}/`)) return page;
  return undefined;
}
