import assert from 'node:assert/strict';
import test from 'node:test';
import { packedFileProblems } from '../../../tools/package/packed-files.ts';

const GOOD = [
  'LICENSE',
  'NOTICE',
  'README.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'package.json',
  'docs/man/qforge.1',
  'dist/client/index.js',
  'dist/client/index.d.ts',
  'dist/dashboard/index.html.gz',
  'dist/dashboard/dashboard.js.gz',
];

test('what a user needs is complete', () => {
  assert.deepEqual(packedFileProblems(GOOD), []);
  assert.deepEqual(packedFileProblems(GOOD.slice(1)), ['LICENSE is not packed']);
});

test('sources, tests, build information and strangers are not packed', () => {
  for (const path of [
    'src/base/errors.ts',
    'test/tidy.test.ts',
    'dist/base/.tsbuildinfo',
    '.env',
    'alice.key',
    'dist/alice.key',
    'dist/backup.gz',
    'dist/dashboard/index.html',
  ]) {
    assert.deepEqual(packedFileProblems([...GOOD, path]), [`${path} is packed, but nobody needs it`]);
  }
});
