import assert from 'node:assert/strict';
import test from 'node:test';
import { outputPathOf, placedDocuments, siteSections } from '../../../tools/site/site-map.ts';
import { readSourceTree } from '../../../tools/source-tree.ts';

test('every document of docs is somewhere, once, and everything named is there', () => {
  const paths = new Set(readSourceTree().keys());
  const placed = placedDocuments(paths).map(({ source }) => source);
  assert.equal(new Set(placed).size, placed.length);
  for (const path of paths) if (/^docs\/.*\.md$/u.test(path)) assert.ok(placed.includes(path), path);
  for (const { sources } of siteSections) {
    for (const source of sources) if (!source.endsWith('/')) assert.ok(paths.has(source), source);
  }
});

test('a folder takes what is named nowhere else', () => {
  const placed = placedDocuments(new Set(['docs/new.md', 'docs/cli.md', 'docs/spec/new.md', 'docs/img/a.svg']));
  assert.deepEqual(placed, [
    { section: 'Reference', source: 'docs/cli.md' },
    { section: 'Specifications', source: 'docs/spec/new.md' },
    { section: 'Project', source: 'docs/new.md' },
  ]);
});

test('pages have plain addresses', () => {
  assert.equal(outputPathOf('docs/index.md'), 'index.html');
  assert.equal(outputPathOf('docs/spec/kme.md'), 'spec/kme.html');
  assert.equal(outputPathOf('src/base/README.md'), 'src/base/index.html');
  assert.equal(outputPathOf('SECURITY.md'), 'security.html');
});
