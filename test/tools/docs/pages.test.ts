import assert from 'node:assert/strict';
import test from 'node:test';
import { generatedPages, stalePages } from '../../../tools/docs/pages.ts';

const PAGE = { path: 'docs/a.md', text: 'as it should be' };

test('a page that is missing or says something else is stale', () => {
  assert.deepEqual(stalePages(new Map([['docs/a.md', 'as it should be']]), [PAGE]), []);
  assert.deepEqual(stalePages(new Map([['docs/a.md', 'as it was']]), [PAGE]), ['docs/a.md']);
  assert.deepEqual(stalePages(new Map(), [PAGE]), ['docs/a.md']);
});

test('pages come out the same each time, at paths of their own', async () => {
  const first = await generatedPages(new Map());
  assert.deepEqual(await generatedPages(new Map()), first);
  assert.equal(new Set(first.map(({ path }) => path)).size, first.length);
});
