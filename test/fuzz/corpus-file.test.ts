import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readCorpus, writeCorpus } from './corpus-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'qforge-corpus-'));
after(() => rmSync(folder, { recursive: true }));

const base64 = (...bytes: readonly number[]): string => Buffer.from(bytes).toString('base64');

test('inputs are kept once each, the shortest first, and read back', () => {
  writeCorpus('a', [base64(1, 2, 3, 4), base64(9), base64(1, 2, 3, 4), base64(8)], folder);
  assert.deepEqual(readCorpus('a', folder), [Uint8Array.of(8), Uint8Array.of(9), Uint8Array.of(1, 2, 3, 4)]);
  assert.deepEqual(readCorpus('none', folder), []);
});

test('what is too much is left out: the longest first', () => {
  const large = Buffer.alloc(40_000).toString('base64');
  writeCorpus('b', [large, `${large.slice(0, -4)}AAEA`, base64(1)], folder);
  assert.deepEqual(
    readCorpus('b', folder).map(({ length }) => length),
    [1, 40_000].slice(0, readCorpus('b', folder).length),
  );
  writeCorpus(
    'c',
    Array.from({ length: 500 }, (_, index) => base64(index >> 8, index & 255)),
    folder,
  );
  assert.equal(readCorpus('c', folder).length, 150);
});
