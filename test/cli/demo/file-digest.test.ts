import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readStoredFile } from '../../../src/cli/demo/file-digest.ts';
import { temporaryFolder } from '../../daemon/temporary-folder.ts';
import { hasCode } from '../command-line.ts';

describe('a file on the disk', () => {
  test('has its length and its SHA-256 (FIPS 180-4, of "abc")', async (t) => {
    const path = join(temporaryFolder(t), 'abc');
    writeFileSync(path, 'abc');
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    assert.deepEqual(await readStoredFile(path), { bytes: 3, sha256 });
  });

  test('is missing or cannot be read', async (t) => {
    const folder = temporaryFolder(t);
    await assert.rejects(readStoredFile(join(folder, 'missing')), hasCode('FILE_MISSING'));
    await assert.rejects(readStoredFile(folder), hasCode('FILE_UNREADABLE'));
  });
});
