import assert from 'node:assert/strict';
import test from 'node:test';
import { checkFileNames } from '../../../tools/tidy/file-names.ts';

const complaints = (path: string): readonly string[] =>
  checkFileNames(new Map([[path, '']])).map(({ message }) => message);

test('nouns in kebab-case pass, tests by the name of what they test', () => {
  for (const path of [
    'src/base/byte-reader.ts',
    'test/base/byte-reader.test.ts',
    'tools/start.mjs',
    'src/crypto/x-wing.ts',
  ]) {
    assert.deepEqual(complaints(path), [], path);
  }
});

test('names that say nothing are refused, wherever they stand', () => {
  for (const name of ['utils', 'util', 'common', 'helpers', 'types', 'misc', 'shared']) {
    assert.match(complaints(`src/base/${name}.ts`)[0] ?? '', /names no concept/u);
    assert.match(complaints(`test/base/${name}.test.ts`)[0] ?? '', /names no concept/u);
  }
});

test('other spellings than kebab-case are refused', () => {
  for (const name of ['ByteReader', 'byte_reader', 'byteReader', 'byte-reader.part']) {
    assert.match(complaints(`src/base/${name}.ts`)[0] ?? '', /kebab-case/u);
  }
});

test('only sources are named this way', () => {
  assert.deepEqual(complaints('docs/README.md'), []);
});
