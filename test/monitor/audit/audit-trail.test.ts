import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isQForgeError, utf8 } from '../../../src/base/index.ts';
import { decodeAuditEntry } from '../../../src/monitor/audit/audit-entry.ts';
import { FOLD_AFTER_MS, FOLD_AT_ENTRIES } from '../../../src/monitor/audit/audit-trail.ts';
import { until } from '../../until.ts';
import { AuditRig, sampleEvent } from './audit-rig.ts';

const journalOf = (rig: AuditRig): string => {
  const folder = join(rig.folder, 'journal');
  return join(folder, readdirSync(folder).toSorted().at(-1) ?? '');
};

describe('an audit trail', () => {
  test('acknowledges what is on the disk, in order, each with the hash that the next one names', async () => {
    await using rig = new AuditRig();
    const trail = await rig.open();
    const receipts = await Promise.all([0, 1, 2].map((number) => trail.record(sampleEvent(number))));
    const lines = readFileSync(journalOf(rig), 'utf8').split('\n').slice(0, -1);
    assert.deepEqual(
      receipts.map(({ index }) => index),
      [0, 1, 2],
    );
    assert.deepEqual(
      lines.slice(1).map((line) => decodeAuditEntry(utf8(line)).previous),
      receipts.slice(0, 2).map(({ hash }) => hash),
    );
    await trail.close();
  });

  test('goes on where it ended, checkpointed or not', async () => {
    await using rig = new AuditRig();
    await rig.fill(3);
    const trail = await rig.open();
    assert.deepEqual([trail.size, trail.publishedSize], [3, 3]);
    assert.equal((await trail.record(sampleEvent(3))).index, 3);
    // Not closed: what is in the journal alone is found too.
    const again = await rig.open();
    assert.deepEqual([again.size, again.publishedSize], [4, 3]);
    await again.close();
    assert.deepEqual((await rig.examine()).findings, []);
  });

  test('puts entries under a checkpoint when there are many, and after a while when there are few', async () => {
    await using rig = new AuditRig();
    const trail = await rig.open();
    await trail.record(sampleEvent(0));
    const published = (): number => trail.publishedSize;
    assert.equal(published(), 0);
    await rig.time.settled(rig.time.passes(FOLD_AFTER_MS), FOLD_AFTER_MS);
    // It is due; the disk takes its own time.
    await until(() => published() > 0, { everyMs: 1 });
    assert.equal(published(), 1);
    await Promise.all(Array.from({ length: FOLD_AT_ENTRIES }, (_, at) => trail.record(sampleEvent(at))));
    await trail.publish();
    assert.equal(trail.publishedSize, FOLD_AT_ENTRIES + 1);
    await trail.close();
  });

  test('cuts off an entry that a crash left unfinished, which nobody was told of', async () => {
    await using rig = new AuditRig();
    const trail = await rig.open();
    await trail.record(sampleEvent(0));
    appendFileSync(journalOf(rig), '{"index":1,"time":"2027-');
    const again = await rig.open();
    assert.equal(again.size, 1);
    assert.equal((await again.record(sampleEvent(1))).index, 1);
    await again.close();
    assert.deepEqual((await rig.examine()).findings, []);
  });

  test('is not opened when its journal does not hold together', async () => {
    await using rig = new AuditRig();
    await rig.fill(2);
    const trail = await rig.open();
    await Promise.all([2, 3, 4].map((number) => trail.record(sampleEvent(number))));
    const path = journalOf(rig);
    const sound = readFileSync(path, 'utf8');
    const lines = sound.split('\n');
    for (const [damaged, entry] of [
      [sound.replace('key-3', 'key-X'), 4],
      [[...lines.slice(0, 3), ...lines.slice(4)].join('\n'), 3],
      [sound.replace('key-3', 'key-"'), 3],
    ] as const) {
      writeFileSync(path, damaged);
      await assert.rejects(
        rig.open(),
        (error) => isQForgeError(error, 'AUDIT_DAMAGED') && error.details.entry === entry,
      );
    }
  });

  test('begins segments, and removes those whose entries are all under a checkpoint', async () => {
    await using rig = new AuditRig();
    const trail = await rig.open({ segmentBytes: 2000 });
    for (let number = 0; number < 100; number += 1) await trail.record(sampleEvent(number));
    const names = (): readonly string[] => readdirSync(join(rig.folder, 'journal')).toSorted();
    assert.ok(names().length > 5, names().join());
    await trail.publish();
    assert.equal(names().length, 1);
    await trail.record(sampleEvent(100));
    await trail.close();
    const again = await rig.open({ segmentBytes: 2000 });
    assert.equal(again.size, 101);
    await again.close();
    const { findings, size } = await rig.examine();
    assert.deepEqual([findings, size], [[], 101]);
  });

  test('refuses what is too long, and everything after it is closed', async () => {
    await using rig = new AuditRig();
    const trail = await rig.open();
    await assert.rejects(trail.record({ ...sampleEvent(0), event: 'x'.repeat(40_000) }), (error) =>
      isQForgeError(error, 'MESSAGE_TOO_LARGE'),
    );
    assert.equal((await trail.record(sampleEvent(0))).index, 0, 'its number was not used up');
    await trail.close();
    await trail.close();
    await assert.rejects(trail.record(sampleEvent(1)), (error) => isQForgeError(error, 'AUDIT_UNWRITABLE'));
  });

  test('is not opened with a head that its keys did not sign', async () => {
    await using rig = new AuditRig();
    await rig.fill(5);
    const checkpoint = join(rig.folder, 'log', 'checkpoint');
    writeFileSync(checkpoint, readFileSync(checkpoint, 'utf8').replace('\n5\n', '\n4\n'));
    await assert.rejects(rig.open(), (error) => isQForgeError(error, 'NOTE_UNVERIFIED'));
    truncateSync(checkpoint, 10);
    await assert.rejects(rig.open(), (error) => isQForgeError(error, 'MALFORMED'));
  });
});
