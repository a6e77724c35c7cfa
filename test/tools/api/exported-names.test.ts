import assert from 'node:assert/strict';
import test from 'node:test';
import { exportedNames } from '../../../tools/api/exported-names.ts';

test('names are found with where they come from and what they are called there', () => {
  const text = `export type { A } from './a.ts';\nexport { b as c, type D } from './b.ts';\nexport const e = 1;\n`;
  assert.deepEqual(exportedNames('index.ts', text), [
    { name: 'A', localName: 'A', from: './a.ts' },
    { name: 'c', localName: 'b', from: './b.ts' },
    { name: 'D', localName: 'D', from: './b.ts' },
    { name: 'e', localName: 'e', from: undefined },
  ]);
});

test('an export without names is refused', () => {
  assert.throws(() => exportedNames('index.ts', `export * from './a.ts';`), TypeError);
});
