import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, open, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { isQForgeError } from '../../src/base/index.ts';
import { failureOf, makeFolders, transfer, valueOf } from './transfer-rig.ts';
import { makeTree, pictureOf, transferTree } from './tree-rig.ts';

const run = promisify(execFile);
const FILE_BYTES = 1_500_000;

const mountSmallDisk = (path: string) => run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', path]);

/** Whether this user of this machine may mount: root of Linux may, but not in every container. */
async function canMount(): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const place = await mkdtemp(join(tmpdir(), 'qforge-mount-'));
  try {
    await mountSmallDisk(place);
    await run('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    await rmdir(place);
  }
}

function assertDiskFull(end: PromiseSettledResult<unknown>, message: RegExp): void {
  const error = failureOf(end);
  assert.ok(isQForgeError(error, 'DISK_FULL'), String(error));
  assert.match(error.message, message);
}

/** Sends into a folder that fills up, makes room, and sends again. */
async function fillAndResume(
  t: TestContext,
  folders: { outbox: string; inbox: string },
  makeRoom: () => Promise<void>,
) {
  const path = join(folders.outbox, 'file');
  const bytes = randomBytes(FILE_BYTES);
  await writeFile(path, bytes);
  const full = await transfer(path, folders.inbox);
  assertDiskFull(full.sent, /^There is no space left for file at qf1receiver/u);
  assertDiskFull(full.received, /^There is no space left for \//u);
  const [partial = '', ...others] = await readdir(folders.inbox);
  assert.deepEqual(others, [], 'nothing but the part is left');
  const { size } = await stat(join(folders.inbox, partial));
  assert.ok(size > 0 && size < FILE_BYTES);
  await makeRoom();
  const { sent } = await transfer(path, folders.inbox);
  assert.equal(valueOf(sent).resumedFrom, size);
  assert.ok((await readFile(join(folders.inbox, 'file'))).equals(bytes));
  t.diagnostic(`resumed at ${size} of ${FILE_BYTES} bytes`);
}

test('a disk that is really full keeps the part, tells both sides, and goes on once there is room', {
  skip: (await canMount()) ? false : 'this user cannot mount a small disk here',
}, async (t) => {
  const { root, outbox } = await makeFolders(t);
  const disk = join(root, 'disk');
  await mkdir(disk);
  await mountSmallDisk(disk);
  try {
    // A folder of its own, so that what fills the disk is not among the received.
    const inbox = join(disk, 'received');
    await mkdir(inbox);
    const ballast = join(disk, 'ballast');
    await writeFile(ballast, randomBytes(1_000_000));
    await fillAndResume(t, { outbox, inbox }, () => rm(ballast));
  } finally {
    await run('umount', [disk]);
  }
});

/** From now on the disk takes so many bytes and no more; returns how to make room. */
async function limitDisk(t: TestContext, root: string, bytes: number): Promise<() => void> {
  const some = await open(root, 'r');
  await some.close();
  const prototype = Object.getPrototypeOf(some) as Record<'writev', (...args: unknown[]) => Promise<unknown>>;
  const { writev } = prototype;
  let roomBytes = bytes;
  t.mock.method(prototype, 'writev', function (this: unknown, pieces: readonly Uint8Array[], position: number) {
    const all = Buffer.concat(pieces);
    const fitting = all.subarray(0, roomBytes);
    if (fitting.length === 0) return Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
    roomBytes -= fitting.length;
    return writev.call(this, [fitting], position);
  });
  return () => {
    roomBytes = Number.POSITIVE_INFINITY;
  };
}

test('a write that finds the disk full keeps the part, tells both sides, and goes on once there is room', async (t) => {
  const { root, outbox, inbox } = await makeFolders(t);
  const makeRoom = await limitDisk(t, root, 700_000);
  await fillAndResume(t, { outbox, inbox }, () => Promise.resolve(makeRoom()));
});

test('a folder that fills the disk keeps what arrived, tells both sides, and goes on once there is room', async (t) => {
  const { root, inbox } = await makeFolders(t);
  const source = join(root, 'tree');
  const files = Array.from({ length: 30 }, (_, n): [string, string] => [
    `f${n}`,
    randomBytes(50_000).toString('latin1'),
  ]);
  await makeTree(source, Object.fromEntries(files));
  const makeRoom = await limitDisk(t, root, 700_000);
  const full = await transferTree(source, inbox);
  assertDiskFull(full.sent, /^There is no space left for tree at qf1receiver/u);
  assertDiskFull(full.received, /^There is no space left for \//u);
  assert.deepEqual(
    (await readdir(inbox)).filter((name) => !name.startsWith('.')),
    [],
  );
  makeRoom();
  const { sent } = await transferTree(source, inbox);
  assert.ok(valueOf(sent).resumedFrom >= 600_000, String(valueOf(sent).resumedFrom));
  assert.deepEqual(await pictureOf(join(inbox, 'tree')), await pictureOf(source));
});
