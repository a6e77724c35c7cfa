import assert from 'node:assert/strict';
import test from 'node:test';
import { buildSite } from '../../../tools/site/build.ts';
import { readSourceTree } from '../../../tools/source-tree.ts';

const tree = readSourceTree();
const { files, pages, links } = buildSite(tree);

test('the site is whole: documents, reference, decisions, specifications, search', (t) => {
  t.diagnostic(`${pages} pages, ${links} links`);
  for (const path of [
    'index.html',
    'cli.html',
    'api/qforge.html',
    'api/qforge-crypto.html',
    'adr/index.html',
    'spec/index.html',
  ]) {
    assert.ok(files.has(path), path);
  }
  assert.match(files.get('adr/index.html') ?? '', /<li><a href="0001-[^"]+\.html">0001: [^<]+<\/a>/u);
  assert.match(files.get('api/qforge.html') ?? '', /<h3 id="StreamlinedSecureClient">/u);
});

test('everything can be found: each entry of the index leads to a heading', () => {
  const script = files.get('search-index.js') ?? '';
  const entries = JSON.parse(script.slice(script.indexOf('['), script.lastIndexOf(']') + 1)) as readonly string[][];
  assert.ok(entries.some(([, , title]) => title === 'The command line'));
  for (const [page = '', anchor = ''] of entries) {
    assert.ok(files.get(page)?.includes(` id="${anchor}"`), `${page}#${anchor}`);
  }
});

test('pages can be read by a screen reader and without a script', () => {
  for (const [path, text] of files) {
    if (!path.endsWith('.html')) continue;
    assert.match(text, /^<!doctype html>\n<html lang="en"/u, path);
    assert.equal([...text.matchAll(/<h1[ >]/gu)].length, 1, `${path} has one title`);
    for (const [image] of text.matchAll(/<img\b[^>]*>/gu)) assert.match(image, / alt="/u, path);
  }
});

test('a link that leads nowhere fails the build, wherever it stands', () => {
  const broken = (path: string, text: string): void => {
    buildSite(new Map([...tree, [path, text]]));
  };
  assert.throws(
    () => broken('docs/new.md', '# New\n\n[x](none.md)\n'),
    /docs\/new\.md: the link none\.md leads nowhere/u,
  );
  assert.throws(
    () => broken('docs/new.md', '# New\n\n[x](cli.md#none)\n'),
    /new\.html: cli\.html#none: there is no such heading/u,
  );
  assert.throws(() => broken('docs/new.md', '# New\n\n![x](none.svg)\n'), /there is no picture docs\/none\.svg/u);
});
