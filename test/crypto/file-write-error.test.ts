import assert from 'node:assert/strict';
import test from 'node:test';
import { fileWriteError, systemErrorCode } from '../../src/crypto/file-write-error.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: something, open '/secret/path'`), { code });
}

test('what the system says becomes a code and a plain reason, with the cause kept', () => {
  for (const [code, expected] of [
    ['EEXIST', 'FILE_EXISTS'],
    ['ENOSPC', 'DISK_FULL'],
    ['EDQUOT', 'DISK_FULL'],
    ['EACCES', 'FILE_UNWRITABLE'],
    ['EROFS', 'FILE_UNWRITABLE'],
    ['EWHATEVER', 'FILE_UNWRITABLE'],
  ] as const) {
    const cause = systemError(code);
    const error = fileWriteError('/path', cause);
    assert.equal(error.code, expected);
    assert.equal(error.cause, cause);
    assert.ok(error.message.includes('/path'));
    assert.ok(!error.message.includes('/secret'));
  }
  assert.match(fileWriteError('/path', systemError('EROFS')).message, /the disk is read-only/u);
});

test('anything that is not a system error has no code to tell', () => {
  for (const error of [
    new Error('x'),
    'ENOENT',
    undefined,
    { code: 'ENOENT' },
    Object.assign(new Error('x'), { code: 7 }),
  ]) {
    assert.equal(systemErrorCode(error), 'an unknown failure');
  }
});
