import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { isQForgeError, systemClock } from '../../src/base/index.ts';
import { DEVICE_PATHS, deviceSource } from '../../src/security/device-source.ts';

const clock = systemClock;
const unreadable = (error: unknown): boolean => isQForgeError(error, 'ENTROPY_UNREADABLE');

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-entropy-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('a device that gives entropy', () => {
  test('may be missing', async (t) => {
    assert.equal(await deviceSource(join(folderOf(t), 'none'), { clock }), undefined);
    assert.deepEqual(DEVICE_PATHS, ['/dev/hwrng', '/dev/qrandom0']);
  });

  test('may be a file: it is read from its start, and too short a one is refused', async (t) => {
    const path = join(folderOf(t), 'noise');
    writeFileSync(path, 'raw noise');
    const source = await deviceSource(path, { clock, timeoutMs: 30 });
    assert.equal(Buffer.from((await source?.read(3)) ?? []).toString(), 'raw');
    assert.equal(Buffer.from((await source?.read(3)) ?? []).toString(), 'raw');
    await assert.rejects(async () => source?.read(10), unreadable);
    rmSync(path);
    await assert.rejects(async () => source?.read(1), unreadable);
  });

  test('may be a pipe that gives its bytes bit by bit', async (t) => {
    const path = join(folderOf(t), 'pipe');
    execFileSync('mkfifo', [path]);
    const source = await deviceSource(path, { clock });
    const reading = source?.read(6);
    await using writer = await open(path, 'r+');
    await writer.write('abc');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await writer.write('def');
    assert.equal(Buffer.from((await reading) ?? []).toString(), 'abcdef');
  });

  test('is not waited for when it gives nothing', async (t) => {
    const path = join(folderOf(t), 'pipe');
    execFileSync('mkfifo', [path]);
    const source = await deviceSource(path, { clock, timeoutMs: 30 });
    await assert.rejects(async () => source?.read(1), unreadable);
  });

  test('is never called quantum because of its path', async (t) => {
    const path = join(folderOf(t), 'qrandom0');
    writeFileSync(path, 'x');
    const source = await deviceSource(path, { clock });
    assert.equal(source?.provenance, 'a device that the kernel does not describe');
    assert.doesNotMatch(source.provenance, /quantum|quantis/iu);
  });

  test('is refused when it cannot be opened', async (t) => {
    const folder = folderOf(t);
    const source = await deviceSource(folder, { clock });
    await assert.rejects(async () => source?.read(1), unreadable);
    await assert.rejects(deviceSource(join(folder, 'x\0y'), { clock }), unreadable);
  });
});
