import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { startupMs } from '../../../tools/package/startup-time.ts';

test('it is processor time: work counts, waiting does not, and a failure is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-startup-test-'));
  try {
    const program = (text: string): [string, string] => {
      const path = join(folder, 'program.mjs');
      writeFileSync(path, text);
      return [process.execPath, path];
    };
    const waiting = startupMs(program('setTimeout(() => undefined, 150);'), 1);
    const work = 'const before = process.cpuUsage(); while (process.cpuUsage(before).user < 400_000);';
    const working = startupMs(program(work), 1);
    assert.ok(working >= 400, `${working} ms`);
    assert.ok(waiting > 0 && waiting < working, `${waiting} ms waiting, ${working} ms working`);
    assert.throws(() => startupMs(program('process.exit(3);'), 1), TypeError);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
