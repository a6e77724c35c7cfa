import assert from 'node:assert/strict';
import test from 'node:test';
import { checkDocstrings } from '../../../tools/tidy/docstrings.ts';

const complaints = (text: string): readonly string[] =>
  checkDocstrings(new Map([['src/a.ts', text]])).map(({ line, message }) => `${line}: ${message.split(' ', 1)[0]}`);

test('every kind of exported declaration needs a docstring', () => {
  const text = [
    'export function a() {}',
    'export async function b() {}',
    'export class C {}',
    'export abstract class D {}',
    'export const E = 1;',
    'export interface F {}',
    'export type G = string;',
    'export async function* h() {}',
  ].join('\n');
  assert.deepEqual(complaints(text), ['1: a', '2: b', '3: C', '4: D', '5: E', '6: F', '7: G', '8: h']);
});

test('a docstring right above counts, over one line or many', () => {
  assert.deepEqual(complaints('/** A. */\nexport const A = 1;\n\n/**\n * B.\n */\nexport class B {}'), []);
});

test('an ordinary comment, or a docstring of something else, does not count', () => {
  assert.deepEqual(complaints('/* A. */\nexport const A = 1;'), ['2: A']);
  assert.deepEqual(complaints('// A.\nexport const A = 1;'), ['2: A']);
  assert.deepEqual(complaints('/** B. */\nconst b = 1;\nexport const A = 1;'), ['3: A']);
});

test('the first overload speaks for the others', () => {
  assert.deepEqual(complaints('/** A. */\nexport function a(x: 1): 1;\nexport function a(x: 2): 2;'), []);
});

test('re-exports and what is not exported need none', () => {
  assert.deepEqual(complaints(`export { a } from './a.ts';\nexport type { B } from './b.ts';\nfunction c() {}`), []);
});

test('a declaration inside a string is none', () => {
  assert.deepEqual(complaints('const text = `\nexport const A = 1;\n`;'), []);
});
