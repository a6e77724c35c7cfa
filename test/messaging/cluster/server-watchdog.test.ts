import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { describe, type TestContext, test } from 'node:test';
import { ServerWatchdog } from '../../../src/messaging/cluster/server-watchdog.ts';
import { until } from '../../until.ts';
import { folderOf } from '../peer-rig.ts';
import { isRunning } from './running-process.ts';

const PROGRAM = new URL('./watched-process.ts', import.meta.url).pathname;

async function started(
  t: TestContext,
  folder: string,
  path = process.env['PATH'],
): Promise<{ parent: ChildProcessByStdio<null, Readable, null>; pids: readonly number[] }> {
  const env = { ...process.env, PATH: path };
  const parent = spawn(process.execPath, [PROGRAM, folder], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const text = await new Promise<string>((resolve) =>
    parent.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
  );
  const pids = JSON.parse(text) as readonly number[];
  t.after(() => {
    parent.kill('SIGKILL');
    for (const pid of pids) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  });
  return { parent, pids };
}

describe('a watchdog', { skip: existsSync('/proc/self/stat') ? false : 'there is no /proc', timeout: 600_000 }, () => {
  test('ends what it watches when the process that started it is killed, even what stands still, and removes the folder', async (t) => {
    const folder = join(folderOf(t), 'with a space');
    mkdirSync(folder);
    const { parent, pids } = await started(t, folder);
    assert.ok(pids.length === 3 && pids.every(isRunning));
    process.kill(pids[0] ?? 0, 'SIGSTOP');
    parent.kill('SIGKILL');
    await until(() => !pids.some(isRunning), { found: () => pids.filter(isRunning) });
    assert.equal(existsSync(folder), false);
  });

  test('removes a folder again that was not empty when it should go', async (t) => {
    const [folder, tools] = [join(folderOf(t), 'data'), folderOf(t)];
    mkdirSync(folder);
    const failsOnce = '#!/bin/sh\n[ -e "$0.asked" ] && exec /bin/rm "$@"\n: > "$0.asked"\nexit 1\n';
    writeFileSync(join(tools, 'rm'), failsOnce, { mode: 0o755 });
    const { parent } = await started(t, folder, `${tools}:${process.env['PATH'] ?? ''}`);
    parent.kill('SIGKILL');
    await until(() => !existsSync(folder));
    assert.ok(existsSync(join(tools, 'rm.asked')));
  });

  test('that is released leaves everything as it is', async (t) => {
    const folder = folderOf(t);
    const sleeper = spawn('sleep', ['600'], { stdio: 'ignore' });
    t.after(() => sleeper.kill('SIGKILL'));
    const watchdog = new ServerWatchdog(folder);
    watchdog.watch([sleeper.pid ?? 0]);
    const pid = watchdog.pid ?? 0;
    assert.ok(isRunning(pid));
    watchdog.release();
    await until(() => !isRunning(pid));
    assert.ok(isRunning(sleeper.pid ?? 0) && existsSync(folder));
    assert.equal(watchdog.pid, undefined);
  });
});
