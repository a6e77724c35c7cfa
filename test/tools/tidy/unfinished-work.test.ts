import assert from 'node:assert/strict';
import test from 'node:test';
import { checkUnfinishedWork } from '../../../tools/tidy/unfinished-work.ts';

const complaints = (path: string, text: string): readonly (number | undefined)[] =>
  checkUnfinishedWork(new Map([[path, text]])).map(({ line }) => line);

// The marks are put together here, so that this file does not carry them.
const NOTE = ['TO', 'DO'].join('');

test('a note to oneself in a comment or a document is found', () => {
  assert.deepEqual(complaints('src/a.ts', `a();\n// ${NOTE}: later`), [2]);
  assert.deepEqual(complaints('src/a.ts', `/* ${['FIX', 'ME'].join('')} */`), [1]);
  assert.deepEqual(complaints('docs/a.md', `# Title\n\n${NOTE}`), [3]);
});

test('the word in a string or in a longer word is none', () => {
  assert.deepEqual(complaints('src/a.ts', `const a = '${NOTE}'; // METHOD${NOTE}S`), []);
});

test('tests that are left out are found', () => {
  for (const text of [
    `test.skip('a', () => {});`,
    `test.only('a', () => {});`,
    `describe.todo('a');`,
    `t.skip('later')`,
    `test('a', { skip: true }, () => {});`,
    `test('a', { only: true }, () => {});`,
    `test('a', { todo: 'some day' }, () => {});`,
  ]) {
    assert.deepEqual(complaints('test/a.test.ts', text), [1], text);
  }
});

test('a condition of the platform, and the product itself, may say skip', () => {
  assert.deepEqual(complaints('test/a.test.ts', `test('a', { skip: process.platform === 'win32' }, () => {});`), []);
  assert.deepEqual(complaints('src/a.ts', `reader.skip(4);`), []);
});
