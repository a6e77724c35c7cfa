import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { REPOSITORY_ROOT } from '../tools/source-tree.ts';

const text = readFileSync(resolve(REPOSITORY_ROOT, 'docs/threat-model.md'), 'utf8');
const TEST_LINK = /\]\(\.\.\/(?<path>test\/[^)]+)\)/gu;

/** The rows of the table under a heading. */
function rowsUnder(heading: string): readonly string[] {
  const [, part = ''] = text.split(`## ${heading}\n`);
  const [section = ''] = part.split('\n## ');
  return section
    .split('\n')
    .filter((line) => /^\| (?!-)/u.test(line))
    .slice(1);
}

test('every promise of the threat model is shown by a test that is there', () => {
  const promises = rowsUnder('Promises');
  assert.ok(promises.length >= 20, `${promises.length} promises`);
  for (const promise of promises) {
    const paths = Array.from(promise.matchAll(TEST_LINK), ({ groups }) => groups?.['path'] ?? '');
    assert.ok(paths.length > 0, `nothing shows: ${promise}`);
    for (const path of paths) {
      assert.ok(existsSync(resolve(REPOSITORY_ROOT, path)), path);
      assert.match(readFileSync(resolve(REPOSITORY_ROOT, path), 'utf8'), /\b(?:test|it)\(/u, path);
    }
  }
});

test('assets and attackers are named', () => {
  assert.ok(rowsUnder('Assets').length >= 8);
  assert.ok(rowsUnder('Attackers').length >= 8);
});
