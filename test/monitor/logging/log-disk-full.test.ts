import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentMetrics, systemClock, utf8 } from '../../../src/base/index.ts';
import { LogWriter } from '../../../src/monitor/logging/log-writer.ts';
import { openRotatingFile, RotatingFile } from '../../../src/monitor/logging/rotating-file.ts';
import { SmallDisk } from '../../cli/small-disk.ts';
import { FaultyDisk } from '../../faulty-disk.ts';

const plan = { maxBytes: 100, everyMs: 86_400_000, keepFiles: 100 };
const lineOf = (number: number): string => `${String(number).padStart(29, '0')}\n`;

/** All lines of a log and its old files, each once, whatever their order among files. */
function linesOf(folder: string): readonly string[] {
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line !== '')
    .toSorted();
}

for (const code of ['ENOSPC', 'EMFILE']) {
  test(`a rotation that fails at any call with ${code} loses no line and is made up for`, async (t) => {
    using disk = await FaultyDisk.create(code);
    let calls = Number.POSITIVE_INFINITY;
    for (let first = 1; first <= calls; first += 1) {
      const folder = mkdtempSync(join(tmpdir(), 'qforge-rotation-full-'));
      disk.heal();
      const file = RotatingFile.open(join(folder, 'app.log'), plan, systemClock);
      const written: string[] = [];
      disk.failAt(first, 2);
      for (let number = 0; number < 20; number += 1) {
        try {
          file.appendNow(utf8(lineOf(number)));
          written.push(lineOf(number).trim());
        } catch {
          // Its caller was told.
        }
      }
      calls = Math.min(calls, disk.calls);
      disk.heal();
      file.close();
      assert.ok(written.length >= 18, `${20 - written.length} lines were refused`);
      assert.deepEqual(linesOf(folder), written.toSorted(), `call ${first}`);
      const sizes = readdirSync(folder).map((name) => readFileSync(join(folder, name)).length);
      assert.ok(sizes.length >= 6 && Math.max(...sizes) <= 180, `call ${first}: ${sizes.join()}`);
      rmSync(folder, { recursive: true });
    }
    t.diagnostic(`${calls} calls failed, each in a run of its own`);
    assert.ok(calls > 25, String(calls));
  });
}

test('a log on a disk that is really full says so once, goes on, and writes again once there is room', {
  skip: SmallDisk.whyNot() ?? false,
}, async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'qforge-log-full-'));
  t.after(() => rmSync(root, { recursive: true }));
  using small = new SmallDisk(join(root, 'disk'), 1);
  const told: unknown[] = [];
  const folder = join(small.path, 'logs');
  const file = openRotatingFile(join(folder, 'app.log'), { ...plan, maxBytes: 100_000 }, systemClock);
  let lost = 0;
  const metrics = { ...silentMetrics, count: (_name: string, lines = 1) => (lost += lines) };
  const writer = new LogWriter({ file, clock: systemClock, metrics, onFailure: (error) => told.push(error) });
  writeFileSync(join(small.path, 'ballast'), new Uint8Array(700_000));
  const write = (number: number): void =>
    writer.write({ text: `${number} ${'x'.repeat(990)}\n`, level: 'info', isKept: false });
  let number = 0;
  for (; told.length === 0; number += 1) {
    write(number);
    await writer.flush();
  }
  assert.equal((told[0] as NodeJS.ErrnoException).code, 'ENOSPC');
  const early = number - lost;
  rmSync(join(small.path, 'ballast'));
  for (let more = 0; more < 50; more += 1) write(number + more);
  await writer.close();
  const complete = linesOf(folder).filter((line) => line.endsWith('x'.repeat(990)));
  assert.equal(complete.length, early + 50);
  t.diagnostic(`${early} lines before the disk was full, ${lost} lost, 50 after`);
});
