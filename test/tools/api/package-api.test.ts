import assert from 'node:assert/strict';
import test from 'node:test';
import { packageApi } from '../../../tools/api/package-api.ts';
import { readSourceTree } from '../../../tools/source-tree.ts';

const api = packageApi(readSourceTree());

test('every export of the package is there with all its names, each with a docstring', () => {
  assert.ok(api.length > 10);
  assert.equal(api[0]?.specifier, 'qforge');
  for (const { specifier, declarations } of api) {
    assert.ok(declarations.length > 0, specifier);
    for (const { name, documentation } of declarations) assert.notEqual(documentation, '', `${specifier} ${name}`);
  }
});

test('what it lists is what the modules offer at run time', async () => {
  for (const { specifier, room, declarations } of api) {
    const offered = new Set(Object.keys((await import(`../../../src/${room}/index.ts`)) as object));
    for (const { name, kind } of declarations) {
      // A class may be offered as a type alone.
      if (kind === 'function' || kind === 'constant') assert.ok(offered.has(name), `${specifier} ${name}`);
      if (kind === 'interface' || kind === 'type') assert.ok(!offered.has(name), `${specifier} ${name}`);
      offered.delete(name);
    }
    assert.deepEqual([...offered], [], specifier);
  }
});

test('a name that is handed on under another one is spoken of by that', () => {
  const tree = new Map([
    ['src/base/index.ts', `export { inner as outer } from './inner.ts';`],
    ['src/base/inner.ts', `/** Does it. */\nexport function inner(): void {}`],
  ]);
  const [entry] = packageApi(tree);
  assert.deepEqual(
    entry?.declarations.map(({ name, signature }) => [name, signature]),
    [['outer', 'function outer(): void']],
  );
  assert.throws(() => packageApi(new Map([['src/base/index.ts', `export { a } from './none.ts';`]])), TypeError);
});
