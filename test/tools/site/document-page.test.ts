import assert from 'node:assert/strict';
import test from 'node:test';
import { documentPage } from '../../../tools/site/document-page.ts';

const targets = { pages: new Map<string, string>(), exists: () => false };

function page(text: string): ReturnType<typeof documentPage> {
  const document = { source: 'docs/a/b.md', path: 'a/b.html', section: 'S', text };
  return documentPage(document, targets, (source) => `pictures/${source.split('/').at(-1) ?? ''}`);
}

test('headings get anchors as code hosts spell them, and repeated ones a number', () => {
  const { title, headings, html } = page('# The `title`\n\n## One two\n\n## One two\n');
  assert.equal(title, 'The title');
  assert.deepEqual(
    headings.map(({ anchor }) => anchor),
    ['the-title', 'one-two', 'one-two-1'],
  );
  assert.match(html, /<h2 id="one-two-1">One two <a class="anchor" href="#one-two-1"/u);
});

test('passages hold the words under each heading, without marks', () => {
  const { passages } = page('# T\n\nFirst **words**, [a link](#t).\n\n## Two\n\n| a | b |\n|---|---|\n| `c` | d |\n');
  assert.deepEqual(passages, [
    { anchor: 't', heading: 'T', text: 'First words, a link.' },
    { anchor: 'two', heading: 'Two', text: 'a b c d' },
  ]);
});

test('pictures are copied, comments are left out, a document without a title is refused', () => {
  const { html } = page('# T\n\n<!-- note -->\n\n![what](../img/x.svg)\n');
  assert.match(html, /<img class="picture" src="\.\.\/pictures\/x\.svg" alt="what">/u);
  assert.match(html, /<a class="picture-frame" href="\.\.\/pictures\/x\.svg">/u);
  assert.doesNotMatch(html, /note/u);
  assert.throws(() => page('no title\n'), /docs\/a\/b\.md has no title/u);
});
