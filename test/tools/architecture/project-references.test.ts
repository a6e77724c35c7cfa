import assert from 'node:assert/strict';
import test from 'node:test';
import { checkProjectReferences } from '../../../tools/architecture/project-references.ts';
import { findingText } from '../../../tools/finding.ts';

const project = (...paths: readonly string[]): string =>
  JSON.stringify({ references: paths.map((path) => ({ path })) });

const GOOD: readonly (readonly [string, string])[] = [
  ['tsconfig.json', project('src/base', 'src/crypto', 'test')],
  ['src/base/tsconfig.json', project()],
  ['src/crypto/tsconfig.json', project('../base')],
];

function complaints(...changes: readonly (readonly [string, string])[]): readonly string[] {
  return checkProjectReferences(new Map([...GOOD, ...changes])).map(findingText);
}

test('projects that mirror the table are accepted', () => {
  assert.deepEqual(complaints(), []);
});

test('a reference the table does not allow is refused', () => {
  assert.deepEqual(complaints(['src/base/tsconfig.json', project('../crypto')]), [
    'src/base/tsconfig.json: src/crypto is referenced, but the table of rooms does not allow it',
  ]);
});

test('a missing reference is refused, in a room and at the root', () => {
  assert.deepEqual(complaints(['src/crypto/tsconfig.json', project()]), [
    'src/crypto/tsconfig.json: src/base is not referenced',
  ]);
  assert.deepEqual(complaints(['tsconfig.json', project('src/base')]), ['tsconfig.json: src/crypto is not referenced']);
});

test('a room without a project, or outside the table, is refused', () => {
  assert.match(complaints(['src/handshake/a.ts', ''])[0] ?? '', /no project of its own/u);
  assert.match(complaints(['src/shed/tsconfig.json', project()])[0] ?? '', /no room shed/u);
});
