import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { FileTileStore } from '../../src/tlog/index.ts';
import { assertRejected } from '../crypto/refusal.ts';
import { temporaryFolder } from '../crypto/temporary-folder.ts';

test('resources are files that a web server can serve as they are', async (t) => {
  const folder = temporaryFolder(t);
  await new FileTileStore(folder).write('tile/0/x001/234.p/5', Uint8Array.of(9));
  const file = join(folder, 'tile', '0', 'x001', '234.p', '5');
  assert.deepEqual([...readFileSync(file)], [9]);
  assert.equal(statSync(file).mode & 0o777, 0o644);
});

test('a path never leads out of the folder', async (t) => {
  const folder = temporaryFolder(t);
  const store = new FileTileStore(join(folder, 'log'));
  for (const path of [
    '',
    '.',
    '..',
    '../x',
    'a/../../x',
    '/etc/passwd',
    'a//b',
    'a/',
    './a',
    'a\0',
    'a\\..\\b',
    '.p',
    'a.b',
    'a\n',
  ]) {
    await assertRejected('ARGUMENT_INVALID', () => store.read(path));
    await assertRejected('ARGUMENT_INVALID', () => store.write(path, Uint8Array.of(1)));
    await assertRejected('ARGUMENT_INVALID', () => store.removeBelow(path));
  }
  assert.equal(existsSync(join(folder, 'x')), false);
});

test('where there is no folder, nothing is below it', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'tile'), 'a file where a folder should be');
  const store = new FileTileStore(folder);
  await store.removeBelow('tile/0');
  await store.removeBelow('checkpoint/0');
  assert.equal(existsSync(join(folder, 'tile')), true);
});

test('what cannot be removed is a typed failure', async (t) => {
  const longest = 'a'.repeat(300);
  await assertRejected('FILE_UNWRITABLE', () => new FileTileStore(temporaryFolder(t)).removeBelow(longest));
});

test('failures of the disk are typed', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'tile'), 'a file where a folder should be');
  mkdirSync(join(folder, 'checkpoint'));
  const store = new FileTileStore(folder);
  await assertRejected('FILE_EXISTS', () => store.write('tile/0', Uint8Array.of(1)));
  await assertRejected('FILE_UNREADABLE', () => store.read('checkpoint'));
  assert.equal(await store.read('tile/0'), undefined);
});
