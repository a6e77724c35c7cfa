import assert from 'node:assert/strict';
import test from 'node:test';
import { linkTags } from '../../../tools/site/document-links.ts';

const targets = {
  pages: new Map([
    ['docs/cli.md', 'cli.html'],
    ['docs/spec/kme.md', 'spec/kme.html'],
    ['src/base/README.md', 'src/base/index.html'],
  ]),
  exists: (path: string) => path === 'tools/a.ts',
};

function opening(href: string): string {
  return linkTags(href, 'docs/spec/here.md', 'spec/here.html', targets)[0];
}

test('links lead from page to page', () => {
  assert.equal(opening('../cli.md#qforge-up'), '<a href="../cli.html#qforge-up">');
  assert.equal(opening('kme.md'), '<a href="../spec/kme.html">');
  assert.equal(opening('../../src/base/'), '<a href="../src/base/index.html">');
  assert.equal(opening('../spec/'), '<a href="../spec/kme.html">');
  assert.equal(opening('#here'), '<a href="#here">');
});

test('what is no page is named, what is outside is marked, what is nowhere is refused', () => {
  assert.equal(opening('../../tools/a.ts'), '<span class="in-repository" title="tools/a.ts in the repository">');
  assert.match(opening('https://example.org/'), /^<a class="outside" href="https:\/\/example\.org\/"/u);
  assert.throws(() => opening('none.md'), /docs\/spec\/here\.md: the link none\.md leads nowhere/u);
});
