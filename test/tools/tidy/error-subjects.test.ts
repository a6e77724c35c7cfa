import assert from 'node:assert/strict';
import test from 'node:test';
import { checkErrorSubjects } from '../../../tools/tidy/error-subjects.ts';

const count = (file: string, text: string): number => checkErrorSubjects(new Map([[file, text]])).length;

test('a malformed thing that cannot begin a sentence is found', () => {
  assert.equal(count('src/a/b.ts', `const reader = new ByteReader(unverified, 'frame');`), 1);
  assert.equal(count('src/a/b.ts', `read(new ByteReader(reader.bytes(4), 'frame'));`), 1);
  assert.equal(count('src/a/b.ts', `parseStrictJson(unverified, 'answer', 3)`), 1);
  assert.equal(count('src/a/b.ts', `throw new QForgeError('MALFORMED', {\n  what: 'frame',\n  reason,\n});`), 1);
});

test('sentences that begin well, other errors and tests are left alone', () => {
  assert.equal(count('src/a/b.ts', `const reader = new ByteReader(unverified, 'The frame');`), 0);
  assert.equal(count('src/a/b.ts', `throw new QForgeError('MALFORMED', { what, reason: 'it is short' });`), 0);
  assert.equal(count('src/a/b.ts', `throw new QForgeError('INTERNAL', { what: 'sending' });`), 0);
  assert.equal(count('test/a/b.test.ts', `new ByteReader(bytes, 'frame')`), 0);
});
