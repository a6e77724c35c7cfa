import assert from 'node:assert/strict';
import test from 'node:test';
import { checkCycles, findCycles } from '../../../tools/architecture/cycles.ts';
import { findingText } from '../../../tools/finding.ts';

test('a graph without a cycle has none, however its paths meet', () => {
  const diamond = new Map([
    ['a', new Set(['b', 'c'])],
    ['b', new Set(['d'])],
    ['c', new Set(['d'])],
  ]);
  assert.deepEqual(findCycles(diamond), []);
});

test('a cycle is found from wherever it is entered, and named from its first node', () => {
  const graph = new Map([
    ['a', new Set(['c'])],
    ['c', new Set(['d'])],
    ['d', new Set(['b'])],
    ['b', new Set(['c'])],
  ]);
  assert.deepEqual(findCycles(graph), [['b', 'c', 'd']]);
});

test('two files of one room that import each other are a cycle, by type or by value', () => {
  const tree = new Map([
    ['src/base/a.ts', `import { b } from './b.ts';`],
    ['src/base/b.ts', `import type { A } from './a.ts';`],
  ]);
  assert.deepEqual(checkCycles(tree).map(findingText), [
    'src/base/a.ts: import cycle: src/base/a.ts -> src/base/b.ts -> src/base/a.ts',
  ]);
});

test('two rooms that import each other are a cycle even when no two files do', () => {
  const tree = new Map([
    ['src/crypto/a.ts', `import { x } from '../base/index.ts';`],
    ['src/base/b.ts', `import { y } from '../crypto/index.ts';`],
  ]);
  assert.deepEqual(checkCycles(tree).map(findingText), ['base: import cycle: base -> crypto -> base']);
});
