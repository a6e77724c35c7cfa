import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { readGuardedFile } from '../../src/crypto/guarded-file.ts';
import { toHex } from './hex.ts';
import { assertRejected } from './refusal.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('a file up to the limit is read whole, and one byte more is refused', async (t) => {
  const path = join(temporaryFolder(t), 'file');
  for (const length of [0, 1, 99, 100]) {
    const content = new Uint8Array(length).fill(9);
    writeFileSync(path, content, { mode: 0o600 });
    assert.equal(toHex((await readGuardedFile(path, 100)).expose()), toHex(content));
  }
  writeFileSync(path, new Uint8Array(101));
  await assertRejected('KEY_FILE_DAMAGED', () => readGuardedFile(path, 100));
});

test('a file that has no length to tell is not taken for an empty one', async () => {
  // Belongs to this user and reports zero bytes, but holds more.
  await assertRejected('KEY_FILE_EXPOSED', () => readGuardedFile('/proc/self/status', 100));
  await assertRejected('KEY_FILE_DAMAGED', () => readGuardedFile('/proc/self/environ', 100));
});
