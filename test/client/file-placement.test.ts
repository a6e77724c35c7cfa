import assert from 'node:assert/strict';
import { link, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { assertPlaceFree, placeFile } from '../../src/client/file-placement.ts';
import { makeFolders } from './transfer-rig.ts';

test('a finished file takes a free name, and its old name is gone', async (t) => {
  const { root } = await makeFolders(t);
  const [part, target] = [join(root, 'part'), join(root, 'target')];
  for (const overwrite of [false, true]) {
    await writeFile(part, `new ${overwrite}`);
    await placeFile(part, overwrite ? target : `${target}-2`, overwrite);
  }
  assert.equal(await readFile(target, 'utf8'), 'new true');
  assert.equal(await readFile(`${target}-2`, 'utf8'), 'new false');
  assert.equal((await readdir(root)).includes('part'), false);
});

test('without leave, a file that is there stays, and the finished one too', async (t) => {
  const { root } = await makeFolders(t);
  const [part, target] = [join(root, 'part'), join(root, 'target')];
  await writeFile(part, 'new');
  await writeFile(target, 'old');
  await assert.rejects(placeFile(part, target, false), { code: 'FILE_EXISTS' });
  assert.equal(await readFile(target, 'utf8'), 'old');
  assert.equal(await readFile(part, 'utf8'), 'new');
  await placeFile(part, target, true);
  assert.equal(await readFile(target, 'utf8'), 'new');
});

test('a symbolic link in the place is replaced or refused, never followed', async (t) => {
  const { root } = await makeFolders(t);
  const [part, target, victim] = [join(root, 'part'), join(root, 'target'), join(root, 'victim')];
  await writeFile(part, 'new');
  await writeFile(victim, 'precious');
  await symlink(victim, target);
  await assert.rejects(placeFile(part, target, false), { code: 'FILE_EXISTS' });
  await placeFile(part, target, true);
  assert.equal(await readFile(victim, 'utf8'), 'precious');
  assert.equal(await readFile(target, 'utf8'), 'new');
});

test('a missing folder and a folder in the place are unwritable', async (t) => {
  const { root, inbox } = await makeFolders(t);
  const part = join(root, 'part');
  await writeFile(part, 'new');
  await assert.rejects(placeFile(part, join(root, 'missing', 'a'), false), { code: 'FILE_UNWRITABLE' });
  await mkdir(join(inbox, 'filled'));
  await assert.rejects(placeFile(part, inbox, true), { code: 'FILE_UNWRITABLE' });
  assert.equal(await readFile(part, 'utf8'), 'new');
});

test('a place is looked at before anything is written', async (t) => {
  const { root } = await makeFolders(t);
  const target = join(root, 'target');
  await assertPlaceFree(target, false);
  await writeFile(target, 'old');
  await link(target, `${target}-link`);
  await symlink('nowhere', join(root, 'dangling'));
  await assertPlaceFree(target, true);
  await assert.rejects(assertPlaceFree(target, false), { code: 'FILE_EXISTS' });
  await assert.rejects(assertPlaceFree(join(root, 'dangling'), false), { code: 'FILE_EXISTS' });
  await assert.rejects(assertPlaceFree(root, true), { code: 'FILE_UNWRITABLE', message: /folder/u });
  await assert.rejects(assertPlaceFree(join(target, 'below'), true), { code: 'FILE_UNWRITABLE' });
});
