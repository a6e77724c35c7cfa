import assert from 'node:assert/strict';
import test from 'node:test';
import { markdownTable, pageHeader } from '../../../tools/docs/generated-page.ts';

test('a table has its head, its rule and its rows, with bars escaped', () => {
  assert.equal(markdownTable(['A', 'B'], [['1', 'x|y']]), '| A | B |\n| --- | --- |\n| 1 | x\\|y |');
});

test('the head of a page says where it comes from', () => {
  assert.match(
    pageHeader('Errors', 'a.ts'),
    /^# Errors\n\n<!-- Written by "npm run docs" from a\.ts: change it there\. -->\n$/u,
  );
});
