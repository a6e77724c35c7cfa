import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { readTextFile, readWholeFile } from '../../src/crypto/whole-file.ts';

test('a file is read whole; one that is not there and one that cannot be read are two errors', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-whole-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'a'), 'all of it');
  assert.equal(Buffer.from(await readWholeFile(join(folder, 'a'))).toString(), 'all of it');
  assert.equal(await readTextFile(join(folder, 'a')), 'all of it');
  for (const read of [readWholeFile, readTextFile]) {
    await assert.rejects(read(join(folder, 'b')), { code: 'FILE_MISSING' });
    await assert.rejects(read(folder), { code: 'FILE_UNREADABLE', message: /it is a folder/u });
  }
});
