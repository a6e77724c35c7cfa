import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { generatedPages, stalePages } from '../tools/docs/pages.ts';
import { findingText } from '../tools/finding.ts';
import { statisticsText } from '../tools/line-statistics.ts';
import { REPOSITORY_ROOT, readSourceTree } from '../tools/source-tree.ts';
import { tidyRules } from '../tools/tidy/check.ts';
import { fileLengths } from '../tools/tidy/file-length.ts';
import { functionLengths } from '../tools/tidy/function-length.ts';
import { testShare } from '../tools/tidy/test-share.ts';

const MEDIAN_FILE_LINES = 120;
const P90_FILE_LINES = 300;
const MEDIAN_FUNCTION_LINES = 10;
const P90_FUNCTION_LINES = 30;
const TEST_LINES_PER_SOURCE_LINE = 1;

const tree = readSourceTree();

for (const { title, check } of tidyRules((path) => existsSync(resolve(REPOSITORY_ROOT, path)))) {
  test(title, () => {
    assert.deepEqual(check(tree).map(findingText), []);
  });
}

test('generated documents are what the sources make of them', async () => {
  assert.deepEqual(stalePages(tree, await generatedPages(tree)), []);
});

test('files are short', (t) => {
  for (const folder of ['src/', 'test/', 'tools/', 'bench/', '']) {
    t.diagnostic(`${folder === '' ? 'all' : folder} files ${statisticsText(fileLengths(tree, folder))}`);
  }
  for (const folder of ['src/', '']) {
    const { median, p90 } = fileLengths(tree, folder);
    assert.ok(median <= MEDIAN_FILE_LINES, `median ${median}`);
    assert.ok(p90 <= P90_FILE_LINES, `p90 ${p90}`);
  }
});

test('functions are short', (t) => {
  const lengths = functionLengths(tree, 'src/');
  t.diagnostic(`src/ functions ${statisticsText(lengths)}`);
  assert.ok(lengths.count > 100, 'functions were found');
  assert.ok(lengths.median <= MEDIAN_FUNCTION_LINES && lengths.p90 <= P90_FUNCTION_LINES);
});

test('there is enough test for the product', (t) => {
  const { sourceLines, testLines, ratio } = testShare(tree);
  t.diagnostic(`${sourceLines} lines of src, ${testLines} of their tests, ratio ${ratio.toFixed(2)}`);
  assert.ok(ratio >= TEST_LINES_PER_SOURCE_LINE);
});
