import assert from 'node:assert/strict';
import test from 'node:test';
import { checkMirrorTests, hasRuntimeCode, type MirrorException, mirrorOf } from '../../../tools/tidy/mirror-tests.ts';

const CODE = 'export const a = 1;';

function complaints(
  files: readonly (readonly [string, string])[],
  exceptions: readonly (readonly [string, MirrorException])[] = [],
): readonly string[] {
  return checkMirrorTests(new Map(files), new Map(exceptions)).map(({ file, message }) => `${file} ${message}`);
}

test('mirrors keep the path below src, and tools have a folder of their own', () => {
  assert.equal(mirrorOf('src/crypto/kem.ts'), 'test/crypto/kem.test.ts');
  assert.equal(mirrorOf('src/cli/commands/send.ts'), 'test/cli/commands/send.test.ts');
  assert.equal(mirrorOf('tools/start.mjs'), 'test/tools/start.test.ts');
});

test('a source with code and no mirror is found, and a mirror settles it', () => {
  assert.deepEqual(complaints([['src/base/a.ts', CODE]]), ['src/base/a.ts there is no test/base/a.test.ts']);
  assert.deepEqual(
    complaints([
      ['src/base/a.ts', CODE],
      ['test/base/a.test.ts', ''],
    ]),
    [],
  );
});

test('types, re-exports and comments are no runtime code', () => {
  for (const text of [
    '/** I. */\nexport interface I { a: string }\ntype T = I;',
    `import type { A } from './a.ts';\nexport type B = A;`,
    `export { a } from './a.ts';\nexport type { B } from './b.ts';`,
    'export {};',
    '// nothing',
  ]) {
    assert.equal(hasRuntimeCode(text), false, text);
  }
  for (const text of [CODE, 'function f() {}', `import { a } from './a.ts';\na();`, 'class C {}']) {
    assert.equal(hasRuntimeCode(text), true, text);
  }
});

test('an index, a type-only file and what is neither product nor tool need no mirror', () => {
  assert.deepEqual(complaints([['src/base/index.ts', `export { a } from './a.ts';`]]), []);
  assert.deepEqual(complaints([['src/base/kem.ts', 'export interface Kem { a: 1 }']]), []);
  assert.deepEqual(
    complaints([
      ['bench/a.ts', CODE],
      ['examples/b.ts', CODE],
    ]),
    [],
  );
});

const covered: MirrorException = { coveredBy: ['test/base/b.test.ts'], reason: 'small' };

test('an exception that names a test which is there is accepted', () => {
  assert.deepEqual(
    complaints(
      [
        ['src/base/a.ts', CODE],
        ['test/base/b.test.ts', ''],
      ],
      [['src/base/a.ts', covered]],
    ),
    [],
  );
});

test('stale exceptions are found: no source, no code, a mirror after all, no such test, no test at all', () => {
  const found = (files: readonly (readonly [string, string])[], exception: MirrorException): string =>
    complaints(files, [['src/base/a.ts', exception]]).join();
  const other = ['test/base/b.test.ts', ''] as const;
  assert.match(found([other], covered), /is gone/u);
  assert.match(found([['src/base/a.ts', 'export type A = 1;'], other], covered), /needs no test/u);
  assert.match(found([['src/base/a.ts', CODE], ['test/base/a.test.ts', ''], other], covered), /also its mirror/u);
  assert.match(found([['src/base/a.ts', CODE]], covered), /b\.test\.ts, which is gone/u);
  assert.match(found([['src/base/a.ts', CODE]], { coveredBy: [], reason: 'small' }), /names no test/u);
});
