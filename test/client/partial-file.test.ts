import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chown, link, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import test, { type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { type ReceivedFilePaths, receivedFilePaths } from '../../src/client/file-paths.ts';
import { PartialFile } from '../../src/client/partial-file.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { collect, makeFolders } from './transfer-rig.ts';

const onPosix = { skip: process.platform === 'win32' };
const asSuperuser = { skip: process.geteuid?.() !== 0 };
const SOMEBODY_ELSE = 12_345;

async function somePaths(t: TestContext): Promise<ReceivedFilePaths> {
  const { inbox } = await makeFolders(t);
  return receivedFilePaths(inbox, 'name', 'qf1sender', nativeBackend.hash('SHA-256'));
}

/** Writes a partial file whole and leaves it. */
async function leave(paths: ReceivedFilePaths, content: string): Promise<void> {
  await using file = await PartialFile.open(paths);
  await file.restart();
  await file.append(Buffer.from(content));
}

test('bytes are kept between attempts, in a file for its owner alone', async (t) => {
  const paths = await somePaths(t);
  await leave(paths, 'first ');
  assert.equal((await stat(paths.partial)).mode & 0o777, 0o600);
  await using file = await PartialFile.open(paths);
  assert.equal(file.length, 6);
  assert.equal(Buffer.concat(await collect(file.chunks())).toString(), 'first ');
  await file.append(Buffer.from('second'));
  assert.equal(file.length, 12);
  await file.flush();
  assert.equal(await readFile(paths.partial, 'utf8'), 'first second');
});

test('what comes during a write is gathered for the next, up to a limit, and is kept when nothing follows', async (t) => {
  const paths = await somePaths(t);
  const pieces = Array.from({ length: 40 }, () => randomBytes(65_536));
  {
    await using file = await PartialFile.open(paths);
    // Nobody waits for anything: the appends meet a write that is under way.
    await Promise.all(pieces.slice(0, 4).map((piece) => file.append(piece)));
    for (const piece of pieces.slice(4)) await file.append(piece);
    assert.equal(file.length, 40 * 65_536);
  }
  assert.ok((await readFile(paths.partial)).equals(Buffer.concat(pieces)));
});

test('each piece is given back once, in order, when it is in the file', async (t) => {
  const paths = await somePaths(t);
  const pieces = Array.from({ length: 100 }, (_, index) => randomBytes(1 + ((index * 7919) % 90_000)));
  const places = new Map(pieces.map((piece, index) => [piece, Buffer.concat(pieces.slice(0, index)).length]));
  const given: number[] = [];
  const file = await PartialFile.open(paths, (bytes) => {
    const piece = bytes as Buffer<ArrayBuffer>;
    const start = places.get(piece) ?? -1;
    assert.ok(
      readFileSync(paths.partial)
        .subarray(start, start + piece.length)
        .equals(piece),
    );
    given.push(start);
    piece.fill(0xdd);
  });
  const wanted = Buffer.concat(pieces);
  for (const piece of pieces) await file.append(piece);
  await file.flush();
  await file[Symbol.asyncDispose]();
  assert.deepEqual(given, [...places.values()]);
  assert.ok((await readFile(paths.partial)).equals(wanted));
});

test('many pieces are written in order, one behind', async (t) => {
  const paths = await somePaths(t);
  const pieces = Array.from({ length: 200 }, (_, index) => randomBytes(1 + ((index * 7919) % 5000)));
  {
    await using file = await PartialFile.open(paths);
    for (const piece of pieces) await file.append(piece);
  }
  assert.ok((await readFile(paths.partial)).equals(Buffer.concat(pieces)));
});

test('a restart forgets what was there', async (t) => {
  const paths = await somePaths(t);
  await leave(paths, 'something long');
  await leave(paths, 'new');
  assert.equal(await readFile(paths.partial, 'utf8'), 'new');
});

test('nothing is left of an empty file', async (t) => {
  const paths = await somePaths(t);
  await leave(paths, '');
  await assert.rejects(lstat(paths.partial), { code: 'ENOENT' });
});

test('a committed file has its name, its date and its bytes', async (t) => {
  const paths = await somePaths(t);
  for (const content of ['content', '']) {
    await using file = await PartialFile.open(paths);
    await file.append(Buffer.from(content));
    await file.commit(1_600_000_000_500, 0o600, true);
    const status = await stat(paths.target);
    assert.equal(status.mtimeMs, 1_600_000_000_500);
    assert.equal(status.mode & 0o777, 0o600);
    assert.equal(await readFile(paths.target, 'utf8'), content);
    await assert.rejects(lstat(paths.partial), { code: 'ENOENT' });
  }
  assert.equal(await readFile(paths.target, 'utf8'), '');
});

test('a file that appeared under the name is not replaced without leave, and the work is kept', async (t) => {
  const paths = await somePaths(t);
  {
    await using file = await PartialFile.open(paths);
    await file.append(Buffer.from('new'));
    await writeFile(paths.target, 'old');
    await assert.rejects(file.commit(0, 0o600, false), { code: 'FILE_EXISTS' });
  }
  assert.equal(await readFile(paths.target, 'utf8'), 'old');
  assert.equal(await readFile(paths.partial, 'utf8'), 'new');
});

/** What somebody may have put at the path of the partial file, and the file that must stay as it is. */
const traps: Readonly<Record<string, (partial: string, victim: string) => Promise<unknown>>> = {
  'a symbolic link': (partial, victim) => symlink(victim, partial),
  'a dangling symbolic link': (partial) => symlink('nowhere', partial),
  'a hard link': (partial, victim) => link(victim, partial),
  'a pipe': (partial) => promisify(execFile)('mkfifo', [partial]),
};

for (const [name, lay] of Object.entries(traps)) {
  test(`${name} at the path is not written through`, onPosix, async (t) => {
    const paths = await somePaths(t);
    const victim = `${paths.target}-victim`;
    await writeFile(victim, 'precious');
    await lay(paths.partial, victim);
    {
      await using file = await PartialFile.open(paths);
      assert.equal(file.length, 0);
      await file.append(Buffer.from('hostile'));
    }
    assert.equal(await readFile(victim, 'utf8'), 'precious');
    assert.ok((await lstat(paths.partial)).isFile());
    assert.equal(await readFile(paths.partial, 'utf8'), 'hostile');
    assert.deepEqual(
      (await readdir(dirname(paths.target))).toSorted(),
      [basename(paths.partial), 'name-victim'].toSorted(),
    );
  });
}

test(
  "somebody else's file at the path is replaced, so that its owner cannot change it later",
  asSuperuser,
  async (t) => {
    const paths = await somePaths(t);
    await writeFile(paths.partial, 'theirs');
    await chown(paths.partial, SOMEBODY_ELSE, SOMEBODY_ELSE);
    await leave(paths, 'ours');
    assert.equal((await stat(paths.partial)).uid, process.geteuid?.());
  },
);

test('a folder at the path, or no folder around it, is unwritable', async (t) => {
  const paths = await somePaths(t);
  await mkdir(paths.partial);
  await assert.rejects(PartialFile.open(paths), { code: 'FILE_UNWRITABLE' });
  const elsewhere = receivedFilePaths('/nonexistent/folder', 'name', '', nativeBackend.hash('SHA-256'));
  await assert.rejects(PartialFile.open(elsewhere), { code: 'FILE_UNWRITABLE', message: /folder/u });
});

test('a disk that is full is told at the next step, and what was written before is kept', async (t) => {
  const paths = await somePaths(t);
  await leave(paths, '');
  {
    await using file = await PartialFile.open(paths);
    await file.append(Buffer.from('fits'));
    await file.flush();
    await failWrites(t, paths.partial);
    await file.append(Buffer.from('does not'));
    await assert.rejects(file.flush(), { code: 'DISK_FULL' });
    await assert.rejects(file.append(Buffer.from('more')), { code: 'DISK_FULL' });
    await assert.rejects(file.commit(0, 0o600, false), { code: 'DISK_FULL' });
  }
  assert.equal(await readFile(paths.partial, 'utf8'), 'fits');
});

/** From now on every write of this process finds the disk full. */
async function failWrites(t: TestContext, path: string): Promise<void> {
  const { open } = await import('node:fs/promises');
  await using any = await open(path, 'r');
  const full = (): Promise<never> => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
  t.mock.method(Object.getPrototypeOf(any) as typeof any, 'writev', full);
}
