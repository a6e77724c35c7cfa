import assert from 'node:assert/strict';
import { join, relative } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parentPath, treeLinkProblem, treePathProblem } from '../../src/client/tree-path.ts';

const seed = 20_261_130;

describe('a path inside a folder', () => {
  for (const path of ['a', 'a/b/c', '.git/HEAD', '..a/b', '.a', 'ä/日本.txt', `${'x/'.repeat(63)}x`]) {
    test(`may be ${path.slice(0, 20)}`, () => assert.equal(treePathProblem(path), undefined));
  }

  const hostile = [
    '',
    '/',
    '/etc/passwd',
    'a/',
    '/a',
    'a//b',
    '.',
    '..',
    '...',
    '../a',
    'a/../b',
    'a/..',
    'a/./b',
    'a\\b',
  ];
  for (const path of [
    ...hostile,
    'a\0b',
    'a/\n',
    'a/con',
    'a/b ',
    'a/ b',
    '\u202ea',
    'a/e\u0301',
    `${'x/'.repeat(64)}x`,
    'y'.repeat(256),
  ]) {
    test(`is not ${JSON.stringify(path.slice(0, 20))}`, () => assert.equal(typeof treePathProblem(path), 'string'));
  }

  test('has so many bytes and no more', () => {
    const long = Array.from({ length: 20 }, () => 'z'.repeat(103)).join('/');
    assert.match(treePathProblem(long) ?? '', /2048 bytes/u);
  });

  test('never leads out of its folder (random paths)', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '', 'a', '.b', '...'), fc.string({ maxLength: 3 }));
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const path = parts.join('/');
        if (treePathProblem(path) !== undefined) return;
        accepted += 1;
        assert.equal(relative('/root', join('/root', path)), path, 'it is what it says');
      }),
      { seed, numRuns: 5000 },
    );
    assert.ok(accepted > 100);
  });
});

describe('a link inside a folder', () => {
  const good: readonly (readonly [path: string, target: string])[] = [
    ['a', 'b'],
    ['a', 'b/c'],
    ['x/a', '../b'],
    ['x/a', '..'],
    ['x/y/a', '../../b/.c'],
    ['x/a', 'b'],
  ];
  for (const [path, target] of good) {
    test(`${path} may lead to ${target}`, () => assert.equal(treeLinkProblem(path, target), undefined));
  }

  const bad: readonly (readonly [path: string, target: string])[] = [
    ['a', '..'],
    ['a', '../b'],
    ['x/a', '../..'],
    ['x/a', '../../b'],
    ['a', '/etc/passwd'],
    ['x/a', '..//etc'],
    ['a', ''],
    ['a', '.'],
    ['a', './b'],
    ['x/y/a', 'b/../../c'],
    ['x/y/a', '../b/..'],
    ['a', 'b\0c'],
    ['a', 'b//c'],
  ];
  for (const [path, target] of bad) {
    test(`${path} may not lead to ${JSON.stringify(target)}`, () =>
      assert.equal(typeof treeLinkProblem(path, target), 'string'));
  }
});

test('the folder of a path is what lies before its last slash', () => {
  assert.equal(parentPath('a/b/c'), 'a/b');
  assert.equal(parentPath('a'), undefined);
});
