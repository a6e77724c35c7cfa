import assert from 'node:assert/strict';
import test from 'node:test';
import { parseImports } from '../../tools/imports.ts';

const specifiersOf = (text: string): readonly (string | undefined)[] =>
  parseImports(text).map((edge) => edge.specifier);

test('static imports of every form are found', () => {
  const text = [
    `import 'side-effect';`,
    `import one from "./one.ts";`,
    `import { two, type Two } from './two.ts';`,
    `import * as three from './three.ts';`,
    `import four, { five } from './four.ts';`,
    `import six, * as seven from './six.ts';`,
    `import {\n  eight,\n  nine as ten,\n} from './eight.ts';`,
    `import{eleven}from'./eleven.ts'`,
    `import data from './data.json' with { type: 'json' };`,
  ].join('\n');
  assert.deepEqual(specifiersOf(text), [
    'side-effect',
    './one.ts',
    './two.ts',
    './three.ts',
    './four.ts',
    './six.ts',
    './eight.ts',
    './eleven.ts',
    './data.json',
  ]);
});

test('type-only statements are told from imports of a name "type" and from mixed ones', () => {
  const typeOnly = (text: string): boolean | undefined => parseImports(text)[0]?.typeOnly;
  assert.equal(typeOnly(`import type { A } from './a.ts'`), true);
  assert.equal(typeOnly(`import type A from './a.ts'`), true);
  assert.equal(typeOnly(`import type * as A from './a.ts'`), true);
  assert.equal(typeOnly(`export type { A } from './a.ts'`), true);
  assert.equal(typeOnly(`import { type A } from './a.ts'`), false);
  assert.equal(typeOnly(`import type from './a.ts'`), false);
  assert.equal(typeOnly(`import type, { B } from './a.ts'`), false);
});

test('re-exports are found, with their stars', () => {
  assert.deepEqual(
    parseImports(`export * from './a.ts';\nexport * as b from './b.ts';\nexport { c, type D } from './c.ts';`),
    [
      { specifier: './a.ts', kind: 'export', typeOnly: false, star: true, line: 1 },
      { specifier: './b.ts', kind: 'export', typeOnly: false, star: true, line: 2 },
      { specifier: './c.ts', kind: 'export', typeOnly: false, star: false, line: 3 },
    ],
  );
});

test('dynamic imports and import types are found, computed ones without a name', () => {
  const text = `await import('./a.ts');\nconst m: typeof import("./b.ts") = x;\nimport(\n  './c.ts'\n);\nimport(name);`;
  assert.deepEqual(specifiersOf(text), ['./a.ts', './b.ts', './c.ts', undefined]);
});

test('what only looks like an import is left alone', () => {
  const text = [
    `// import a from './a.ts';`,
    `/* export * from './b.ts'; */`,
    `const text = "import c from './c.ts'";`,
    'const template = `import d from "./d.ts"`;',
    `import.meta.url;`,
    `thing.import('./e.ts');`,
    `const reimport = important('./f.ts');`,
    `export { g };`,
    `export const from = './h.ts';`,
    `const pattern = /import i from './i.ts'/u;`,
  ].join('\n');
  assert.deepEqual(specifiersOf(text), []);
});

test('an import hidden behind comments and inside a template is found all the same', () => {
  assert.deepEqual(specifiersOf(`import /* here */ a /* and */ from // there\n  './a.ts'`), ['./a.ts']);
  assert.deepEqual(specifiersOf('const x = `${await import("./b.ts")}`'), ['./b.ts']);
});

test('statements that follow each other without semicolons are told apart', () => {
  assert.deepEqual(specifiersOf(`import a from './a.ts'\nexport { b } from './b.ts'\nimport './c.ts'\n`), [
    './a.ts',
    './b.ts',
    './c.ts',
  ]);
});

test('edges carry the line they stand on', () => {
  assert.deepEqual(
    parseImports(`// first\n\nimport a from 'a';\nimport b from 'b';`).map((edge) => edge.line),
    [3, 4],
  );
});
