import assert from 'node:assert/strict';
import test from 'node:test';
import { checkDocLinks, headingAnchors } from '../../../tools/tidy/doc-links.ts';

const FILES: readonly (readonly [string, string])[] = [
  ['docs/spec/records.md', '# Records\n\n## §2 Sizes & limits\n'],
  ['LICENSE', ''],
];

function complaints(text: string): readonly string[] {
  const tree = new Map([...FILES, ['docs/a.md', text]]);
  return checkDocLinks(tree, (path) => path === 'testdata/SOURCES.md').map(
    ({ line, message }) => `${line}: ${message}`,
  );
}

test('links to files, to folders outside the tree, to headings and to the web pass', () => {
  assert.deepEqual(
    complaints(
      '# Top\n[a](spec/records.md) [b](../LICENSE) [c](../testdata/SOURCES.md) [d](#top) [e](spec/records.md#2-sizes--limits) [f](https://x.example)',
    ),
    [],
  );
});

test('a link to nothing is found with its line', () => {
  assert.deepEqual(complaints('first\n[a](gone.md)'), ['2: gone.md: there is no such file']);
  assert.deepEqual(complaints('![picture](img/gone.svg)'), ['1: img/gone.svg: there is no such file']);
  assert.deepEqual(complaints('[a]: gone.md'), ['1: gone.md: there is no such file']);
});

test('a link to a heading that is not there is found', () => {
  assert.deepEqual(complaints('[a](spec/records.md#3-else)'), ['1: spec/records.md#3-else: there is no such heading']);
  assert.deepEqual(complaints('[a](#nowhere)'), ['1: #nowhere: there is no such heading']);
});

test('code is not prose', () => {
  assert.deepEqual(complaints('`[a](gone.md)`\n\n```ts\nx[a](gone);\n```\n'), []);
});

test('anchors are spelled as code hosts spell them', () => {
  assert.deepEqual([...headingAnchors('# One: `two`\n## §4.2 The end\n')], ['one-two', '42-the-end']);
});
