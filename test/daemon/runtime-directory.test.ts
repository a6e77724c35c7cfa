import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import {
  isPrivateDirectory,
  prepareRuntimeDirectory,
  runtimeDirectoryPath,
} from '../../src/daemon/runtime-directory.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('the runtime folder', () => {
  test('is where the XDG specification puts it, or below the temporary folder by user', () => {
    const surroundings = { temporaryDirectory: '/tmp', userId: 1000 };
    assert.equal(
      runtimeDirectoryPath({ ...surroundings, xdgRuntimeDirectory: '/run/user/1000' }),
      '/run/user/1000/qforge',
    );
    assert.equal(runtimeDirectoryPath({ ...surroundings, xdgRuntimeDirectory: undefined }), '/tmp/qforge-1000');
  });

  test('is made for its user alone', async (t) => {
    const path = join(temporaryFolder(t), 'a', 'b');
    await prepareRuntimeDirectory(path);
    assert.equal(statSync(path).mode & 0o777, 0o700);
    await prepareRuntimeDirectory(path);
  });

  test('is refused when others may enter it', async (t) => {
    const path = temporaryFolder(t);
    chmodSync(path, 0o711);
    await assert.rejects(prepareRuntimeDirectory(path), (error) => isQForgeError(error, 'FILE_UNWRITABLE'));
    assert.equal(await isPrivateDirectory(path), false);
  });

  test('is refused when it is a link, even to a private folder', async (t) => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'real'), { mode: 0o700 });
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    assert.equal(await isPrivateDirectory(join(folder, 'real')), true);
    assert.equal(await isPrivateDirectory(join(folder, 'link')), false);
    await assert.rejects(prepareRuntimeDirectory(join(folder, 'link')), (error) =>
      isQForgeError(error, 'FILE_UNWRITABLE'),
    );
  });

  test('is refused when a file is in its place', async (t) => {
    const path = join(temporaryFolder(t), 'file');
    writeFileSync(path, '');
    await assert.rejects(prepareRuntimeDirectory(path), (error) => isQForgeError(error, 'FILE_UNWRITABLE'));
  });

  test('that does not exist is not private', async (t) => {
    assert.equal(await isPrivateDirectory(join(temporaryFolder(t), 'missing')), false);
  });
});
