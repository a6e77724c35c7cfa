import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { listTree } from '../../src/client/tree-listing.ts';
import { makeFolders } from './transfer-rig.ts';
import { makeTree } from './tree-rig.ts';

const onPosix = { skip: process.platform === 'win32' };

describe('the listing of a folder', () => {
  test('has folders before what is in them, names in order, and the sum of all bytes', async (t) => {
    const { root } = await makeFolders(t);
    const tree = join(root, 'tree');
    await makeTree(tree, { 'b/two': '22', 'b/deep/three': '333', 'a/': '', one: '1', link: '-> b/two' });
    const { entries, bytes, leftOut } = await listTree(tree, false);
    assert.deepEqual(
      entries.map(({ kind, path }) => `${kind} ${path}`),
      ['folder a', 'folder b', 'link link', 'file one', 'folder b/deep', 'file b/two', 'file b/deep/three'],
    );
    assert.equal(bytes, 6);
    assert.deepEqual(leftOut, []);
  });

  test('has permissions and times', onPosix, async (t) => {
    const { root } = await makeFolders(t);
    await makeTree(join(root, 'tree'), { file: 'x' });
    await chmod(join(root, 'tree/file'), 0o751);
    await utimes(join(root, 'tree/file'), 12.345, 12.345);
    const { entries } = await listTree(join(root, 'tree'), false);
    assert.deepEqual(entries, [{ kind: 'file', path: 'file', mode: 0o751, modifiedMs: 12_345, bytes: 1 }]);
  });

  test('of a folder with pipes, odd names or links out of it is refused, or leaves them out', onPosix, async (t) => {
    const { root } = await makeFolders(t);
    const tree = join(root, 'tree');
    await makeTree(tree, { good: 'x', out: '-> ../..', 'odd\nname': '' });
    execFileSync('mkfifo', [join(tree, 'pipe')]);
    await assert.rejects(listTree(tree, false), (error) => {
      return isQForgeError(error, 'FILE_UNREADABLE') && error.details.reason.endsWith(', and 2 more like it');
    });
    const { entries, leftOut } = await listTree(tree, true);
    assert.deepEqual(
      entries.map(({ path }) => path),
      ['good'],
    );
    assert.deepEqual(
      leftOut.map(({ path }) => path),
      ['odd\nname', 'out', 'pipe'],
    );
    assert.match(leftOut[2]?.reason ?? '', /pipe or a device/u);
  });

  test('of what is no folder, or not there, says so', async (t) => {
    const { root } = await makeFolders(t);
    await writeFile(join(root, 'file'), 'x');
    await assert.rejects(listTree(join(root, 'nowhere'), false), (error) => isQForgeError(error, 'FILE_MISSING'));
    await assert.rejects(listTree(join(root, 'file'), false), (error) => isQForgeError(error, 'FILE_MISSING'));
  });
});
