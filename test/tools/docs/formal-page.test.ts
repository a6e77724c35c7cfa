import assert from 'node:assert/strict';
import test from 'node:test';
import { formalPages } from '../../../tools/docs/formal-page.ts';
import { formalCases, openQuestions } from '../../../tools/formal/cases.ts';
import { RESULTS_FILE } from '../../../tools/formal/results.ts';
import { readSourceTree } from '../../../tools/source-tree.ts';

test('the page has a row for each case', () => {
  const [page] = formalPages(readSourceTree());
  assert.equal(page?.path, 'docs/formal.md');
  assert.equal(page.text.match(/^\| (?:XXpsk4|IKpsk2|rekey) \|/gmu)?.length, formalCases.length);
  for (const question of openQuestions) assert.ok(page.text.includes(`- ${question}.`), question);
});

test('a result that is missing is shown as missing', () => {
  const tree = new Map(readSourceTree()).set(RESULTS_FILE, '{ "program": "none", "results": {} }');
  const [page] = formalPages(tree);
  assert.equal(page?.text.match(/there is no result/gu)?.length, formalCases.length);
});

test('a tree without models makes no page', () => {
  assert.deepEqual(formalPages(new Map()), []);
});
