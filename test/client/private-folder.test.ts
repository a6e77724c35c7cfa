import assert from 'node:assert/strict';
import { chmod, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { makePrivateFolder } from '../../src/client/private-folder.ts';
import { makeFolders } from './transfer-rig.ts';

test('folders are made for their owner alone, all the way down', async (t) => {
  const { root } = await makeFolders(t);
  await makePrivateFolder(join(root, 'a', 'b'));
  for (const path of ['a', 'a/b']) assert.equal((await stat(join(root, path))).mode & 0o777, 0o700);
});

test('a folder that is there stays as it is', async (t) => {
  const { inbox } = await makeFolders(t);
  await chmod(inbox, 0o755);
  await makePrivateFolder(inbox);
  assert.equal((await stat(inbox)).mode & 0o777, 0o755);
});

test('a file in the place is told', async (t) => {
  const { root } = await makeFolders(t);
  await writeFile(join(root, 'file'), '');
  await assert.rejects(makePrivateFolder(join(root, 'file')), { name: 'QForgeError' });
  await assert.rejects(makePrivateFolder(join(root, 'file', 'below')), { code: 'FILE_UNWRITABLE' });
});
