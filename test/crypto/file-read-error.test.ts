import assert from 'node:assert/strict';
import test from 'node:test';
import { fileReadError } from '../../src/crypto/file-read-error.ts';

test('what is not there is missing, all else unreadable, in words where there are some', () => {
  for (const [code, wanted, message] of [
    ['ENOENT', 'FILE_MISSING', /^There is no file a\.$/u],
    ['ENOTDIR', 'FILE_MISSING', /^There is no file a\.$/u],
    ['EACCES', 'FILE_UNREADABLE', /: the permission is missing\.$/u],
    ['EISDIR', 'FILE_UNREADABLE', /: it is a folder\.$/u],
    ['EWHATEVER', 'FILE_UNREADABLE', /: EWHATEVER\.$/u],
  ] as const) {
    const cause = Object.assign(new Error(code), { code });
    const error = fileReadError('a', cause);
    assert.equal(error.code, wanted);
    assert.equal(error.cause, cause);
    assert.match(error.message, message);
  }
  assert.match(fileReadError('a', 'no error at all').message, /unknown failure/u);
});
