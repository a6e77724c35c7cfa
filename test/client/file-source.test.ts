import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, chmod, open, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { FileSource } from '../../src/client/file-source.ts';
import { collect, makeFolders } from './transfer-rig.ts';

const onPosix = { skip: process.platform === 'win32' };
const NOBODY = 65_534;

async function sampleFile(t: TestContext, content = 'content'): Promise<string> {
  const { root } = await makeFolders(t);
  const path = join(root, 'sample');
  await writeFile(path, content);
  return path;
}

test('a file is opened with its length and modification time', async (t) => {
  const path = await sampleFile(t);
  await utimes(path, 1_700_000_000, 1_700_000_000.5);
  await using source = await FileSource.open(path);
  assert.equal(source.bytes, 7);
  assert.equal(source.modifiedMs, 1_700_000_000_500);
  const text = Buffer.concat(await collect(source.chunks(3, 7))).toString();
  assert.equal(text, 'tent');
  await source.assertUnchanged();
});

test('a symbolic link leads to the file, as it does for any program', async (t) => {
  const path = await sampleFile(t);
  await symlink(path, `${path}.link`);
  await using source = await FileSource.open(`${path}.link`);
  assert.equal(source.bytes, 7);
});

test('a missing file and a missing folder are missing files', async (t) => {
  const path = await sampleFile(t);
  await assert.rejects(FileSource.open(`${path}.not`), { code: 'FILE_MISSING' });
  await assert.rejects(FileSource.open(join(path, 'below')), { code: 'FILE_MISSING' });
});

test('a folder cannot be sent', async (t) => {
  const { root } = await makeFolders(t);
  await assert.rejects(FileSource.open(root), { code: 'FILE_UNREADABLE', message: /folder/u });
});

test('a pipe without a writer is refused at once', onPosix, async (t) => {
  const { root } = await makeFolders(t);
  const path = join(root, 'pipe');
  await promisify(execFile)('mkfifo', [path]);
  await assert.rejects(FileSource.open(path), { code: 'FILE_UNREADABLE', message: /pipe/u });
});

test('a socket is refused', onPosix, async (t) => {
  const { root } = await makeFolders(t);
  const path = join(root, 'socket');
  const server = createServer().listen(path);
  t.after(() => server.close());
  await assert.rejects(FileSource.open(path), { code: 'FILE_UNREADABLE' });
});

test('a file without permission cannot be sent', onPosix, async (t) => {
  const path = await sampleFile(t);
  await chmod(path, 0);
  // Permissions do not hold the superuser back.
  if (process.geteuid?.() === 0) {
    process.seteuid?.(NOBODY);
    t.after(() => process.seteuid?.(0));
  }
  const opening = FileSource.open(path).finally(() => process.getuid?.() === 0 && process.seteuid?.(0));
  await assert.rejects(opening, { code: 'FILE_UNREADABLE', message: /permission/u });
});

test('every change of a file is found', async (t) => {
  const changes: Readonly<Record<string, (path: string) => Promise<void>>> = {
    appended: (path) => appendFile(path, 'x'),
    truncated: (path) => truncate(path, 3),
    'rewritten in place': async (path) => {
      const file = await open(path, 'r+');
      await file.write('C', 0);
      await file.utimes(2_000_000_000, 2_000_000_000);
      await file.close();
    },
    'appended and dated back': async (path) => {
      await appendFile(path, 'x');
      await utimes(path, 1_700_000_000, 1_700_000_000);
    },
  };
  for (const [name, change] of Object.entries(changes)) {
    const path = await sampleFile(t);
    await utimes(path, 1_700_000_000, 1_700_000_000);
    await using source = await FileSource.open(path);
    await change(path);
    await assert.rejects(source.assertUnchanged(), { code: 'FILE_CHANGED' }, name);
  }
});

test('reading a file without changing it is no change', async (t) => {
  const path = await sampleFile(t, '');
  await using source = await FileSource.open(path);
  assert.deepEqual(await collect(source.chunks(0, 0)), []);
  await source.assertUnchanged();
});
