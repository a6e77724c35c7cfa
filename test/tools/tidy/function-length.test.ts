import assert from 'node:assert/strict';
import test from 'node:test';
import { functionLengths, functionSpans } from '../../../tools/tidy/function-length.ts';

const spans = (text: string): readonly (readonly [number, number])[] =>
  functionSpans(text).map(({ line, lines }) => [line, lines]);

test('functions, methods, accessors and arrows with a body are found with their lengths', () => {
  const text = [
    'function one(a: number): void {',
    '  a;',
    '}',
    'class C<T> extends D {',
    '  constructor() { super(); }',
    '  get two(): number {',
    '    return 2;',
    '  }',
    '  async *#three<U>(',
    '    a: U,',
    '  ): AsyncIterable<U> {',
    '  }',
    '}',
    'const four = (a: string): string => {',
    '  return a;',
    '};',
  ].join('\n');
  assert.deepEqual(spans(text), [
    [1, 3],
    [5, 1],
    [6, 3],
    [9, 4],
    [14, 3],
  ]);
});

test('braces of statements, objects, classes, types and templates are no functions', () => {
  const text = [
    'if (a) { b(); }',
    'for (const x of y) { }',
    'for await (const x of y) { }',
    'while (a) { }',
    'switch (a) { case 1: { } }',
    'try { } catch (error) { } finally { }',
    'const o = { a: { b: 1 } };',
    'interface I { a: { b: string } }',
    'class C { static { init(); } }',
    'const t = `${a} {`;',
    "const s = 'function f() {';",
    '{ block(); }',
  ].join('\n');
  assert.deepEqual(spans(text), []);
});

test('a return type with braces of its own does not hide the function', () => {
  assert.deepEqual(spans('function f(): { a: number; b: { c: string } } {\n  return x;\n}'), [[1, 3]]);
  assert.deepEqual(spans('async function f(): Promise<{ a: number }[]> {\n  return x;\n}'), [[1, 3]]);
  assert.deepEqual(spans('function f(): A | { a: 1 } {\n}'), [[1, 2]]);
});

test('default values with calls and braces in the parameters belong to the function', () => {
  assert.deepEqual(spans('function f(\n  a = g({ b: 1 }),\n  { c } = {},\n): void {\n}'), [[1, 5]]);
});

test('a function inside a function counts for itself too', () => {
  assert.deepEqual(functionLengths(new Map([['src/a.ts', 'function f() {\n  return () => {\n  };\n}\n']]), 'src/'), {
    count: 2,
    median: 2,
    p90: 4,
    longest: 4,
  });
});
