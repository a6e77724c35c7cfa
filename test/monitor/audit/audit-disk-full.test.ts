import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { scheduler } from 'node:timers/promises';
import { isQForgeError, silentMetrics, systemClock, utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { AuditChain } from '../../../src/monitor/audit/audit-chain.ts';
import { examineTrail } from '../../../src/monitor/audit/audit-examination.ts';
import { readEntries } from '../../../src/monitor/audit/audit-reader.ts';
import { type AuditReceipt, AuditTrail } from '../../../src/monitor/audit/audit-trail.ts';
import { SmallDisk } from '../../cli/small-disk.ts';
import { FaultyDisk } from '../../faulty-disk.ts';
import { AuditRig, sampleEvent } from './audit-rig.ts';

const BEFORE = 2;
const EVENTS = 3;
/** Each entry begins a segment, so that every kind of write is among those that fail. */
const options = { segmentBytes: 300 };
const STEP_MS = 1000;

async function hashesOf(folder: string): Promise<ReadonlyMap<number, string>> {
  const chain = new AuditChain(nativeBackend);
  const hashes = new Map<number, string>();
  for await (const { entry, text } of readEntries({ folder, backend: nativeBackend })) {
    hashes.set(entry.index, chain.hashOf(utf8(text)));
  }
  return hashes;
}

/** Every receipt names an entry that is there, as it was acknowledged. */
async function requireAll(folder: string, receipts: readonly AuditReceipt[], about: string): Promise<void> {
  const hashes = await hashesOf(folder);
  for (const { index, hash } of receipts) assert.equal(hashes.get(index), hash, `${about}: entry ${index}`);
}

/** Lets simulated seconds pass while the real disk does its work. */
async function until(rig: AuditRig, isDone: () => boolean): Promise<void> {
  while (!isDone()) {
    await rig.time.run(isDone, STEP_MS);
    await scheduler.wait(1);
  }
}

/** Records events one after another on a disk that fails; what is acknowledged comes in as it happens. */
async function work(trail: AuditTrail, receipts: AuditReceipt[]): Promise<void> {
  for (let number = 0; number < EVENTS; number += 1) receipts.push(await trail.record(sampleEvent(BEFORE + number)));
}

test('a disk that is full at any one write, and then is not, costs no entry', async (t) => {
  using disk = await FaultyDisk.create();
  let tried = 0;
  let writes = Number.POSITIVE_INFINITY;
  for (let first = 1; first <= writes; first += 1) {
    disk.heal();
    await using rig = new AuditRig();
    await rig.fill(BEFORE);
    const failures: unknown[] = [];
    const trail = await rig.open({ ...options, onFailure: (error) => failures.push(error) });
    const receipts: AuditReceipt[] = [];
    disk.failAt(first, 2);
    void work(trail, receipts);
    await until(rig, () => receipts.length === EVENTS);
    for (let isPublished = false; !isPublished; )
      isPublished = await trail.publish().then(
        () => true,
        () => false,
      );
    writes = Math.min(writes, disk.calls);
    assert.deepEqual(trail.standing, { isFailing: false, waiting: 0, unrecorded: 0 }, `write ${first}`);
    assert.ok(
      failures.every((error) => isQForgeError(error, 'DISK_FULL')),
      String(failures),
    );
    disk.heal();
    await trail.close();
    const { size, findings } = await rig.examine();
    assert.deepEqual([size, findings], [BEFORE + EVENTS, []], `write ${first}`);
    await requireAll(rig.folder, receipts, `write ${first}`);
    tried += 1;
  }
  t.diagnostic(`${tried} writes of ${EVENTS} entries and their checkpoint failed, each in a run of its own`);
  assert.ok(tried > EVENTS * 4, 'every entry takes several writes');
});

test('a disk that stays full from any one write on loses nothing that was acknowledged before a crash', async (t) => {
  using disk = await FaultyDisk.create();
  const acknowledged: number[] = [];
  let isEnough = false;
  for (let first = 1; !isEnough; first += 1) {
    disk.heal();
    await using rig = new AuditRig();
    await rig.fill(BEFORE);
    const trail = await rig.open(options);
    const receipts: AuditReceipt[] = [];
    disk.failAt(first);
    // What was not acknowledged when the process went down was promised to nobody.
    work(trail, receipts).catch(() => undefined);
    await until(rig, () => trail.standing.isFailing || receipts.length === EVENTS);
    isEnough = receipts.length === EVENTS;
    if (!isEnough) assert.equal(trail.standing.waiting + receipts.length > 0, true, 'whoever recorded waits');
    disk.heal();
    // Nobody closes the first one: the process has crashed.
    const again = await rig.open(options);
    await again.close();
    await requireAll(rig.folder, receipts, `from write ${first} on`);
    acknowledged.push(receipts.length);
    let isOver = false;
    void trail.close().then(() => {
      isOver = true;
    });
    await until(rig, () => isOver);
  }
  t.diagnostic(`acknowledged before the disk was full: ${acknowledged.join(' ')}`);
});

test('a small disk that is really full: entries wait, what was acknowledged stays, and all are there once there is room', {
  skip: SmallDisk.whyNot() ?? false,
}, async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'qforge-audit-full-'));
  t.after(() => rmSync(root, { recursive: true }));
  using small = new SmallDisk(join(root, 'disk'), 1);
  const folder = join(small.path, 'audit');
  const surroundings = { folder, backend: nativeBackend, clock: systemClock, metrics: silentMetrics };
  const told: unknown[] = [];
  const trail = await AuditTrail.open({ ...surroundings, onFailure: (error) => told.push(error) });
  // Room for a few entries, and for no more than the journal.
  writeFileSync(join(small.path, 'ballast'), new Uint8Array(600_000));
  const receipts: AuditReceipt[] = [];
  const records: Promise<unknown>[] = [];
  for (let number = 0; !trail.standing.isFailing; number += 1) {
    const record = trail.record({ ...sampleEvent(number), fields: { text: 'x'.repeat(8000) } });
    records.push(record.then((receipt) => receipts.push(receipt)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [early, waiting] = [receipts.length, trail.standing.waiting];
  assert.ok(early > 0 && waiting > 0, `${early} acknowledged, ${waiting} wait`);
  assert.ok(isQForgeError(told[0], 'DISK_FULL'), String(told[0]));
  await requireAll(folder, receipts, 'while it is full');
  small.resize(64);
  await Promise.all(records);
  await trail.close();
  const { size, findings } = await examineTrail({ folder, backend: nativeBackend });
  assert.deepEqual([size, findings], [records.length, []]);
  await requireAll(folder, receipts, 'in the end');
  t.diagnostic(`${early} entries acknowledged on a full disk of 1 MiB, ${waiting} waited for room`);
});
