import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { AuditChain } from '../../../src/monitor/audit/audit-chain.ts';
import { examineTrail } from '../../../src/monitor/audit/audit-examination.ts';
import { readEntries } from '../../../src/monitor/audit/audit-reader.ts';

const PROGRAM = fileURLToPath(new URL('audit-kill-process.ts', import.meta.url));
const EVENTS = 10_000;
/** After so many receipts in all the process is killed; it is started again, and the last time it comes to its end. */
const KILLS: readonly number[] = [1, 700, 2047, 4096, 5555, 7000, 9000];

test('kill -9 during 10,000 appends loses nothing that was acknowledged, and nothing stands twice', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-audit-kill-'));
  const receipts = new Map<number, string>();
  let kills = 0;
  for (const killAt of [...KILLS, Number.POSITIVE_INFINITY]) {
    const child = spawn(process.execPath, [PROGRAM, folder, String(EVENTS)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<string | null>((resolve) => child.once('close', (_code, signal) => resolve(signal)));
    for await (const line of createInterface(child.stdout)) {
      const [index = '', hash = ''] = line.split(' ');
      assert.ok(!receipts.has(Number(index)), `entry ${index} was acknowledged twice`);
      receipts.set(Number(index), hash);
      if (receipts.size >= killAt) child.kill('SIGKILL');
    }
    if ((await ended) === 'SIGKILL') kills += 1;
  }
  t.diagnostic(`${receipts.size} of ${EVENTS} entries were acknowledged over ${kills} kills; all of them are there`);
  assert.equal(kills, KILLS.length, 'every kill met the process at work');
  const { size, unfolded, findings } = await examineTrail({ folder, backend: nativeBackend });
  assert.deepEqual([size, unfolded, findings], [EVENTS, 0, []]);
  await requireAll(folder, receipts);
  rmSync(folder, { recursive: true });
});

/** Every receipt names an entry that is there, as it was acknowledged. */
async function requireAll(folder: string, receipts: ReadonlyMap<number, string>): Promise<void> {
  const chain = new AuditChain(nativeBackend);
  const hashes = new Map<number, string>();
  for await (const { entry, text } of readEntries({ folder, backend: nativeBackend })) {
    hashes.set(entry.index, chain.hashOf(utf8(text)));
  }
  for (const [index, hash] of receipts)
    assert.equal(hashes.get(index), hash, `entry ${index} is as it was acknowledged`);
}
