import assert from 'node:assert/strict';
import { closeSync, linkSync, openSync, readdirSync, readFileSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { eraseTemporaryFiles, keepUntilErased, temporaryNames } from '../../../src/qkd/kme/erased-files.ts';
import { folderOf } from './kme-rig.ts';

const SECRET = 'what must not stay on the disk';
const UUID = '0123abcd-0000-4000-8000-00000000000f';

/** Reads what is behind a descriptor now, whatever has become of its names. */
function contentOf(descriptor: number): string {
  const bytes = Buffer.alloc(100);
  return bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, bytes.length, 0));
}

function open(t: TestContext, path: string): number {
  const descriptor = openSync(path, 'r');
  t.after(() => closeSync(descriptor));
  return descriptor;
}

describe('a file that is replaced', () => {
  test('is kept under a temporary name, then overwritten where it lies and removed', async (t) => {
    const folder = folderOf(t);
    const path = join(folder, 'key');
    writeFileSync(path, SECRET, { mode: 0o600 });
    const descriptor = open(t, path);
    await keepUntilErased(path);
    assert.equal((await temporaryNames(path)).length, 1);
    writeFileSync(join(folder, 'new'), 'new', { mode: 0o600 });
    renameSync(join(folder, 'new'), path);
    assert.equal(contentOf(descriptor), SECRET);
    await eraseTemporaryFiles(path);
    assert.equal(contentOf(descriptor), '\0'.repeat(SECRET.length));
    assert.deepEqual(readdirSync(folder), ['key']);
    assert.equal(readFileSync(path, 'utf8'), 'new');
  });

  test('is not overwritten while it has its name, or another one elsewhere', async (t) => {
    const folder = folderOf(t);
    const path = join(folder, 'key');
    writeFileSync(path, SECRET, { mode: 0o600 });
    await keepUntilErased(path);
    await eraseTemporaryFiles(path);
    assert.deepEqual(readdirSync(folder), ['key']);
    assert.equal(readFileSync(path, 'utf8'), SECRET);
    const copy = join(folderOf(t), 'copy');
    linkSync(path, copy);
    renameSync(path, join(folder, `.key.${UUID}.tmp`));
    await eraseTemporaryFiles(path);
    assert.deepEqual([readdirSync(folder), readFileSync(copy, 'utf8')], [[], SECRET]);
  });

  test('has temporary files of its own name alone', async (t) => {
    const folder = folderOf(t);
    const others = [
      '.key.tmp',
      `.key.${UUID}`,
      `.key2.${UUID}.tmp`,
      `key.${UUID}.tmp`,
      `.key.${UUID}x.tmp`,
      '.key.old',
    ];
    for (const name of [...others, `.key.${UUID}.tmp`]) writeFileSync(join(folder, name), SECRET);
    await eraseTemporaryFiles(join(folder, 'key'));
    assert.deepEqual(readdirSync(folder).toSorted(), others.toSorted());
    for (const name of others) assert.equal(readFileSync(join(folder, name), 'utf8'), SECRET);
  });

  test('that is not there is an error of the catalogue', async (t) => {
    const missing = join(folderOf(t), 'missing', 'key');
    for (const action of [keepUntilErased, eraseTemporaryFiles]) {
      await assert.rejects(action(missing), (error) => isQForgeError(error, 'FILE_UNWRITABLE'));
    }
  });
});
