import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { platform } from 'node:process';
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

test('a file of another user is refused', async (t) => {
  const path = join(temporaryFolder(t), 'file');
  writeFileSync(path, 'content', { mode: 0o600 });
  const { uid } = statSync(path);
  assert.equal((await readGuardedFile(path, 100, uid)).length, 7);
  await assertRejected('KEY_FILE_EXPOSED', () => readGuardedFile(path, 100, uid + 1));
});

if (platform === 'linux') {
  test('a file that holds more than it says is refused, not cut short', async () => {
    await assertRejected('KEY_FILE_DAMAGED', () => readGuardedFile('/proc/self/environ', 100));
  });
}
