import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import type { PerformanceManager } from '../../src/client/index.ts';
import { MAX_PROFILES, ProfileFolder } from '../../src/daemon/profile-folder.ts';
import { ManualClock } from '../client/manual-clock.ts';

const manager = {
  startProfiling: () => Promise.resolve(),
  stopProfiling: () => Promise.resolve('{"cpu":1}'),
  takeHeapSnapshot: () => Promise.resolve('{"heap":1}'),
} as unknown as PerformanceManager;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('takes one profile at a time into a file that only its user reads, and keeps the latest', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-profiles-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const clock = new ManualClock();
  const profiles = new ProfileFolder(join(folder, 'profiles'), manager, clock);
  assert.deepEqual(await profiles.list(), []);
  const taking = profiles.take('cpu', 500);
  await turn();
  assert.equal(profiles.running?.kind, 'cpu');
  await assert.rejects(profiles.take('heap', 0), (error) => isQForgeError(error, 'PROFILING_BUSY'));
  clock.advance(500);
  const { path, name, bytes } = await taking;
  assert.match(name, /^cpu-\d+\.cpuprofile$/u);
  assert.deepEqual([readFileSync(path, 'utf8'), bytes, statSync(path).mode & 0o777], ['{"cpu":1}', 9, 0o600]);
  assert.equal(profiles.running, undefined);
  for (let old = 0; old < MAX_PROFILES; old += 1) {
    const file = join(folder, 'profiles', `heap-${old}.heapsnapshot`);
    writeFileSync(file, 'old');
    utimesSync(file, old + 1, old + 1);
  }
  writeFileSync(join(folder, 'profiles', 'notes.txt'), 'mine');
  const { name: latest } = await profiles.take('heap', 0);
  const names = (await profiles.list()).map((one) => one.name);
  assert.equal(names.length, MAX_PROFILES);
  assert.ok(names.includes(latest) && names.includes(name) && !names.includes('heap-0.heapsnapshot'));
  assert.equal(readFileSync(join(folder, 'profiles', 'notes.txt'), 'utf8'), 'mine');
});
