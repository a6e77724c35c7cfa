import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { link, lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { LockFile } from '../../src/client/lock-file.ts';
import { makeFolders } from './transfer-rig.ts';

const worker = new URL('lock-worker.ts', import.meta.url);
const remove = { removeAfter: true };
const keep = { removeAfter: false };

async function lockPath(t: TestContext): Promise<string> {
  return join((await makeFolders(t)).root, 'lock');
}

/** A process of its own that works with the lock; it is gone after the test. */
function start(t: TestContext, ...args: readonly string[]): ChildProcess {
  const child = fork(worker, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

test('one holds it, the other does not, and then the other way round', async (t) => {
  const path = await lockPath(t);
  for (const options of [remove, keep, remove]) {
    {
      await using first = await LockFile.tryAcquire(path, options);
      assert.ok(first !== undefined);
      assert.equal(await LockFile.tryAcquire(path, options), undefined);
      assert.equal(await LockFile.tryAcquire(path, options), undefined, 'a failed try takes nothing away');
    }
    await using second = await LockFile.tryAcquire(path, options);
    assert.ok(second !== undefined);
  }
});

test('it leaves no second file, and removes its own if told so', async (t) => {
  const { root } = await makeFolders(t);
  const before = await readdir(root);
  {
    await using lock = await LockFile.tryAcquire(join(root, 'a.lock'), remove);
    assert.ok(lock !== undefined);
    assert.deepEqual((await readdir(root)).toSorted(), ['a.lock', ...before].toSorted());
    assert.equal((await lstat(join(root, 'a.lock'))).mode & 0o777, 0o600);
  }
  assert.deepEqual(await readdir(root), before);
});

test('waiting gets it once it is free, and gives up after its time', async (t) => {
  const path = await lockPath(t);
  const held = await LockFile.tryAcquire(path, keep);
  assert.ok(held !== undefined);
  await assert.rejects(LockFile.acquire(path, 30), { code: 'FILE_BUSY' });
  const waiting = LockFile.acquire(path, 10_000);
  await held[Symbol.asyncDispose]();
  await (await waiting)[Symbol.asyncDispose]();
});

test('another process is kept out, and its death sets the lock free at once', async (t) => {
  const path = await lockPath(t);
  const child = start(t, 'hold', path);
  await once(child, 'message');
  assert.equal(await LockFile.tryAcquire(path, remove), undefined);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await using lock = await LockFile.tryAcquire(path, remove);
  assert.ok(lock !== undefined, 'there is no stale lock');
});

test('a process that waits for the lock stays alive until it has it', async (t) => {
  const path = await lockPath(t);
  const held = await LockFile.tryAcquire(path, keep);
  assert.ok(held !== undefined);
  const child = start(t, 'wait', path);
  await once(child, 'message');
  const acquired = once(child, 'message');
  await new Promise((resolve) => setTimeout(resolve, 100));
  await held[Symbol.asyncDispose]();
  assert.deepEqual((await acquired)[0], 'acquired');
});

test('processes that take and remove it as fast as they can never hold it at once', async (t) => {
  const { root } = await makeFolders(t);
  const path = join(root, 'lock');
  const witness = join(root, 'witness');
  const rounds = 150;
  const children = Array.from({ length: 3 }, () => start(t, 'compete', path, witness, String(rounds)));
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number));
  assert.deepEqual(codes, [0, 0, 0], 'each found the witness its own while it held the lock');
  assert.equal(await readFile(`${witness}-count`, 'utf8'), String(3 * rounds));
});

test('what is no regular file is not taken for a lock, and no link is followed', async (t) => {
  const { root } = await makeFolders(t);
  const victim = join(root, 'victim');
  await writeFile(victim, 'precious');
  await symlink(victim, join(root, 'link'));
  await symlink(join(root, 'planted'), join(root, 'dangling'));
  await mkdir(join(root, 'folder'));
  for (const name of ['link', 'dangling', 'folder']) {
    await assert.rejects(LockFile.tryAcquire(join(root, name), keep), { code: 'FILE_UNWRITABLE' }, name);
  }
  await assert.rejects(lstat(join(root, 'planted')), { code: 'ENOENT' });
  assert.equal(await readFile(victim, 'utf8'), 'precious');
});

test('a file of another kind in the place is left as it is', async (t) => {
  const path = await lockPath(t);
  const text = "This is somebody's text, long enough to be taken for a database by its length. ".repeat(3);
  await writeFile(path, text);
  await link(path, `${path}-other-name`);
  await assert.rejects(LockFile.tryAcquire(path, keep), { code: 'FILE_UNWRITABLE', message: /locked/u });
  assert.equal(await readFile(path, 'utf8'), text);
});

test('a missing folder is told', async (t) => {
  const path = join(await lockPath(t), 'below');
  await assert.rejects(LockFile.tryAcquire(path, keep), { code: 'FILE_UNWRITABLE' });
});
