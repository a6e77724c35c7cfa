import assert from 'node:assert/strict';
import test from 'node:test';
import { checkFileLength, fileLengths, LONGEST_FILE_LINES } from '../../../tools/tidy/file-length.ts';

const lines = (count: number): string => 'x\n'.repeat(count);

test('a file at the limit passes and one line more does not', () => {
  assert.deepEqual(checkFileLength(new Map([['src/a.ts', lines(LONGEST_FILE_LINES)]])), []);
  const [finding] = checkFileLength(new Map([['src/a.ts', lines(LONGEST_FILE_LINES + 1)]]));
  assert.match(finding?.message ?? '', /^401 lines, over 400/u);
});

test('a long file with a stated reason passes, and an empty reason is none', () => {
  const long = lines(LONGEST_FILE_LINES + 1);
  assert.deepEqual(checkFileLength(new Map([['src/a.ts', `// long file: one table\n${long}`]])), []);
  assert.equal(checkFileLength(new Map([['src/a.ts', `// long file: \n${long}`]])).length, 1);
});

test('only sources count, in the folder that is asked for', () => {
  const tree = new Map([
    ['src/a.ts', lines(10)],
    ['src/b.ts', lines(20)],
    ['test/c.ts', lines(500)],
    ['src/d.json', lines(900)],
  ]);
  assert.deepEqual(fileLengths(tree, 'src/'), { count: 2, median: 10, p90: 20, longest: 20 });
  assert.equal(checkFileLength(new Map([['src/d.json', lines(900)]])).length, 0);
});
