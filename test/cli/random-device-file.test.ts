import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { randomDeviceFile } from '../../src/cli/random-device-file.ts';
import { RandomDevice, SeededRandom } from '../../src/quantum/index.ts';

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-device-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('a device file', () => {
  test('is read as long as it has bytes', async (t) => {
    const path = join(folderOf(t), 'random');
    writeFileSync(path, new SeededRandom(1).fill(new Uint8Array(2_000)));
    const reader = randomDeviceFile(path);
    assert.deepEqual(await reader.read(100), new SeededRandom(1).fill(new Uint8Array(100)));
    assert.equal((await reader.read(3_000)).length, 2_000);
    assert.equal(await reader.provenance(), undefined);
    assert.equal((await new RandomDevice(path, reader, new SeededRandom(2)).detect()).available, true);
  });

  test('that has nothing ready, or is not there, is not waited for', async (t) => {
    const path = join(folderOf(t), 'pipe');
    execFileSync('mkfifo', [path]);
    const pipe = new RandomDevice(path, randomDeviceFile(path), new SeededRandom(2));
    assert.deepEqual((await pipe.detect()).available, false);
    await assert.rejects(randomDeviceFile(join(path, 'nothing')).read(1));
  });
});
