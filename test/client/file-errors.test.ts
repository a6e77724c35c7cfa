import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import test from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { typedReadError, typedWriteError } from '../../src/client/file-errors.ts';
import { systemErrorCode } from '../../src/crypto/index.ts';

/** An error as the system reports it. */
function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: something`), { code });
}

/** What the system really says when a folder is opened for writing. */
async function realError(): Promise<unknown> {
  try {
    await (await open(tmpdir(), 'r+')).close();
  } catch (error) {
    return error;
  }
  return undefined;
}

test('a real system error is told in words', async () => {
  assert.equal(systemErrorCode(await realError()), 'EISDIR');
  assert.equal(typedWriteError('a', await realError()).message, 'a cannot be written: it is a folder.');
});

test('failed reads are missing or unreadable files', () => {
  assert.equal(typedReadError('a', systemError('ENOENT')).code, 'FILE_MISSING');
  assert.equal(typedReadError('a', systemError('ENOTDIR')).code, 'FILE_MISSING');
  for (const code of ['EACCES', 'EPERM', 'EISDIR', 'EIO', 'EWHATEVER']) {
    const error = typedReadError('a', systemError(code));
    assert.equal(error.code, 'FILE_UNREADABLE');
    assert.equal(systemErrorCode(error.cause), code);
  }
});

test('failed writes are a full disk or unwritable files', () => {
  assert.equal(typedWriteError('a', systemError('ENOSPC')).code, 'DISK_FULL');
  assert.equal(typedWriteError('a', systemError('EDQUOT')).code, 'DISK_FULL');
  for (const code of ['EACCES', 'EROFS', 'ENOENT', 'ENOTDIR', 'EFBIG', 'EWHATEVER']) {
    assert.equal(typedWriteError('a', systemError(code)).code, 'FILE_UNWRITABLE');
  }
});

test('reasons are told in words, and an unknown code by its name', () => {
  assert.match(typedWriteError('a', systemError('EROFS')).message, /the disk is read-only/u);
  assert.match(typedWriteError('a', systemError('EWHATEVER')).message, /EWHATEVER/u);
  assert.match(typedReadError('a', 'no error at all').message, /unknown failure/u);
});

test('a typed error stays what it is', () => {
  const error = new QForgeError('FILE_CHANGED', { path: 'a' });
  assert.equal(typedReadError('b', error), error);
  assert.equal(typedWriteError('b', error), error);
});
