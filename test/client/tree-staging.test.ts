import assert from 'node:assert/strict';
import { link, lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { isQForgeError, utf8 } from '../../src/base/index.ts';
import { type ReceivedTreePaths, receivedTreePaths } from '../../src/client/file-paths.ts';
import { assertTreePlaceFree, TreeStaging } from '../../src/client/tree-staging.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { makeFolders } from './transfer-rig.ts';
import { pictureOf } from './tree-rig.ts';

const onPosix = { skip: process.platform === 'win32' };
const malformed = (error: unknown): boolean => isQForgeError(error, 'MALFORMED');
const folder = (path: string) => ({ kind: 'folder', path, mode: 0o755, modifiedMs: 5_000 }) as const;

async function pathsOf(t: TestContext): Promise<ReceivedTreePaths> {
  const { inbox } = await makeFolders(t);
  return receivedTreePaths(inbox, 'tree', 'qf1alice', nativeBackend.hash('SHA-256'));
}

/** Adds a file with content. */
async function put(staging: TreeStaging, path: string, content: string): Promise<void> {
  await using file = await staging.openFile(path);
  await file.restart();
  await file.append(utf8(content));
  await file.settle(7_000, staging.fileMode(0o755));
}

describe('the folder that a transfer fills', () => {
  test('appears under its name only when it is placed, with its times', async (t) => {
    const paths = await pathsOf(t);
    const staging = await TreeStaging.open(paths, false);
    await staging.addFolder(folder('a'));
    await put(staging, 'a/file', 'content');
    staging.addLink({ kind: 'link', path: 'link', target: 'a/file' });
    assert.equal(staging.size, 3);
    await assert.rejects(lstat(paths.target));
    await assert.rejects(lstat(join(paths.staging, 'link')), 'links come last');
    await staging.place(false);
    assert.deepEqual(await pictureOf(paths.target), { 'a/': '', 'a/file': 'content', link: '-> a/file' });
    assert.equal((await lstat(join(paths.target, 'a'))).mtimeMs, 5_000);
    assert.equal((await lstat(join(paths.target, 'a/file'))).mtimeMs, 7_000);
    assert.equal((await lstat(paths.target)).mode & 0o777, 0o700);
    assert.deepEqual(await readdir(join(paths.target, '..')), ['tree']);
  });

  test('refuses paths that come twice or before their folder', async (t) => {
    const staging = await TreeStaging.open(await pathsOf(t), false);
    await staging.addFolder(folder('a'));
    await assert.rejects(staging.addFolder(folder('a')), malformed);
    await assert.rejects(staging.addFolder(folder('b/c')), malformed);
    await assert.rejects(staging.openFile('a'), malformed);
    await assert.rejects(staging.openFile('b/c'), malformed);
    staging.addLink({ kind: 'link', path: 'l', target: 'a' });
    await assert.rejects(staging.openFile('l/through'), malformed);
    assert.throws(() => staging.addLink({ kind: 'link', path: 'l', target: 'a' }), malformed);
  });

  test('keeps what an earlier attempt brought, and removes what this one does not name', async (t) => {
    const paths = await pathsOf(t);
    const first = await TreeStaging.open(paths, false);
    await first.addFolder(folder('a'));
    await first.addFolder(folder('old'));
    await put(first, 'a/file', 'half');
    await put(first, 'old/file', 'old');
    const second = await TreeStaging.open(paths, false);
    await second.addFolder(folder('a'));
    await using file = await second.openFile('a/file');
    assert.equal(file.length, 4);
    await file.settle(0, 0o600);
    await second.place(false);
    assert.deepEqual(await pictureOf(paths.target), { 'a/': '', 'a/file': 'half' });
  });

  test('is begun anew where something else is in its place, and follows no link', onPosix, async (t) => {
    const paths = await pathsOf(t);
    const outside = join(paths.target, '..', 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'file'), 'precious');
    await symlink(outside, paths.staging);
    const staging = await TreeStaging.open(paths, false);
    await put(staging, 'file', 'mine');
    assert.equal(await readFile(join(outside, 'file'), 'utf8'), 'precious');
    assert.ok((await lstat(paths.staging)).isDirectory());
  });

  test('tells when two names lead to one file', onPosix, async (t) => {
    const paths = await pathsOf(t);
    const first = await TreeStaging.open(paths, false);
    await put(first, 'one', 'x');
    // As on a disk that does not tell capitals from small letters.
    const second = await TreeStaging.open(paths, false);
    await using _one = await second.openFile('one');
    await link(join(paths.staging, 'one'), join(paths.staging, 'ONE'));
    await using other = await second.openFile('ONE');
    assert.equal(other.length, 0, 'a file with a second name is begun anew');
  });

  test('replaces another folder as a whole, with leave, and never a file', async (t) => {
    const paths = await pathsOf(t);
    await mkdir(paths.target);
    await writeFile(join(paths.target, 'old'), 'old');
    const staging = await TreeStaging.open(paths, false);
    await put(staging, 'new', 'new');
    await assert.rejects(staging.place(false), (error) => isQForgeError(error, 'FILE_EXISTS'));
    await staging.place(true);
    assert.deepEqual(await pictureOf(paths.target), { new: 'new' });
    assert.deepEqual(await readdir(join(paths.target, '..')), ['tree']);
    await assert.rejects(assertTreePlaceFree(join(paths.target, 'new'), true), (error) =>
      isQForgeError(error, 'FILE_UNWRITABLE'),
    );
    await assert.rejects(assertTreePlaceFree(paths.target, false), (error) => isQForgeError(error, 'FILE_EXISTS'));
    await assertTreePlaceFree(`${paths.target}2`, false);
  });
});
