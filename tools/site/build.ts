import { existsSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { posix, resolve } from 'node:path';
import { packageApi } from '../api/package-api.ts';
import { REPOSITORY_ROOT, type SourceTree } from '../source-tree.ts';
import { apiPage } from './api-page.ts';
import { decisionIndex, specificationIndex } from './collection-page.ts';
import { documentPage } from './document-page.ts';
import { framedPage } from './frame.ts';
import { checkLinks } from './link-check.ts';
import type { SitePage } from './page.ts';
import { searchScript } from './search-index.ts';
import { outputPathOf, placedDocuments } from './site-map.ts';

/** The whole site. */
export interface BuiltSite {
  /** Texts by path from the root of the site. */
  readonly files: ReadonlyMap<string, string>;
  /** Pictures that are no text, by path from the root of the site. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  readonly pages: number;
  readonly links: number;
}

/** Builds the site from the documents and sources of the repository. Throws a TypeError that lists what leads nowhere. */
export function buildSite(tree: SourceTree): BuiltSite {
  const drawings = new Map<string, string>();
  const pictures = new Map<string, Uint8Array>();
  const pages = sitePages(tree, (source) => {
    const path = posix.join('pictures', posix.basename(source));
    const text = tree.get(source);
    if (text === undefined) pictures.set(path, pictureAt(source));
    else drawings.set(path, text);
    return path;
  });
  const files = new Map([
    ...pages.map((page): [string, string] => [page.path, framedPage(page, pages)]),
    ...drawings,
    ['site.css', textOf(tree, 'tools/site/browser/site.css')],
    ['icon.svg', textOf(tree, 'tools/site/browser/icon.svg')],
    ['site.js', stripTypeScriptTypes(textOf(tree, 'tools/site/browser/page-script.ts'))],
    ['search-index.js', searchScript(pages)],
  ]);
  const { links, problems } = checkLinks(
    new Map([...files, ...[...pictures.keys()].map((path): [string, string] => [path, ''])]),
  );
  if (problems.length > 0) throw new TypeError(problems.join('\n'));
  return { files, pictures, pages: pages.length, links };
}

/** A picture that is no text, so not part of the tree. */
function pictureAt(source: string): Uint8Array {
  const path = resolve(REPOSITORY_ROOT, source);
  if (!existsSync(path)) throw new TypeError(`there is no picture ${source}`);
  return readFileSync(path);
}

function sitePages(tree: SourceTree, picture: (source: string) => string): readonly SitePage[] {
  const documents = placedDocuments(new Set(tree.keys()));
  const targets = {
    pages: new Map(documents.map(({ source }) => [source, outputPathOf(source)])),
    exists: (path: string) => tree.has(path) || existsSync(resolve(REPOSITORY_ROOT, path)),
  };
  const written = documents.map(({ section, source }) => {
    const document = { section, source, path: outputPathOf(source), text: textOf(tree, source) };
    return documentPage(document, targets, picture);
  });
  const api = packageApi(tree).map(apiPage);
  return [specificationIndex, decisionIndex].reduce((pages, index) => index(pages), inserted(written, api));
}

/** The API comes behind the rest of the reference. */
function inserted(pages: readonly SitePage[], api: readonly SitePage[]): readonly SitePage[] {
  const index = pages.findLastIndex(({ section }) => section === 'Reference') + 1;
  return [...pages.slice(0, index), ...api, ...pages.slice(index)];
}

function textOf(tree: SourceTree, path: string): string {
  const text = tree.get(path);
  if (text === undefined) throw new TypeError(`there is no ${path}`);
  return text;
}
