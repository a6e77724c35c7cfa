import assert from 'node:assert/strict';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isQForgeError, type QForgeError, systemClock } from '../../../src/base/index.ts';
import { LocalCluster, type Mail, type NatsEngine } from '../../../src/messaging/index.ts';
import { SmallDisk } from '../../cli/small-disk.ts';
import { folderOf } from '../peer-rig.ts';
import { alice, bob, hasty, openAs, users, whyNoNats } from './nats-rig.ts';

const DISK_MEGABYTES = 24;
const ENVELOPE_BYTES = 256 * 1024;
/** More than the disk holds. */
const TRIES = 2 * ((DISK_MEGABYTES * 1024 * 1024) / ENVELOPE_BYTES);
const HOUR_MS = 3_600_000;

function mail(number: number, bytes = ENVELOPE_BYTES): Mail {
  return {
    recipient: bob,
    sender: alice,
    id: number.toString(16).padStart(32, '0'),
    envelope: new Uint8Array(bytes).fill(number),
    expiresAtMs: systemClock.wallMs() + HOUR_MS,
  };
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, number) => number);

/** Deposits until one is refused: how many were acknowledged, and why the next one was not. */
async function fill(
  { mailboxes }: NatsEngine,
  from = 0,
): Promise<{ readonly stored: number; readonly refusal: QForgeError }> {
  for (let stored = from; stored < TRIES; stored += 1) {
    try {
      assert.equal(await mailboxes.deposit(mail(stored)), 'stored');
    } catch (error) {
      if (!isQForgeError(error)) throw error;
      return { stored, refusal: error };
    }
  }
  throw new RangeError(`a disk of ${DISK_MEGABYTES} MiB has taken ${TRIES} messages`);
}

/** Takes all that waits; the numbers of the messages, whose bytes were checked. */
async function drain({ mailboxes }: NatsEngine, wanted: number): Promise<readonly number[]> {
  const numbers: number[] = [];
  while (numbers.length < wanted) {
    for (const each of await mailboxes.collect(bob)) {
      const number = Number.parseInt(each.id, 16);
      assert.ok(
        each.envelope.every((byte) => byte === number % 256),
        `the bytes of ${number}`,
      );
      await mailboxes.acknowledge(bob, each);
      numbers.push(number);
    }
  }
  return numbers.toSorted((a, b) => a - b);
}

describe('a cluster whose disk is full', { skip: whyNoNats() ?? SmallDisk.whyNot() ?? false, timeout: 600_000 }, () => {
  test('refuses a deposit by the limit of its servers, which is below the disk, and takes more once there is room', async (t) => {
    using disk = new SmallDisk(join(folderOf(t), 'disk'), DISK_MEGABYTES);
    await using cluster = await LocalCluster.start({ users, servers: 1, folder: join(disk.path, 'cluster') });
    await using engine = await openAs(cluster, 'gateway');
    const { stored, refusal } = await fill(engine);
    assert.equal(refusal.code, 'MAIL_STORE_FULL', refusal.message);
    assert.ok(stored > 10, `${stored} were stored`);
    assert.deepEqual(await drain(engine, stored), range(stored), 'nothing that was acknowledged is lost');
    assert.equal(await engine.mailboxes.deposit(mail(stored)), 'stored', 'without a restart');
    assert.deepEqual(await drain(engine, 1), [stored]);
  });

  test('by other files fails with an error in time; after a restart with room all is there that was acknowledged', async (t) => {
    using disk = new SmallDisk(join(folderOf(t), 'disk'), DISK_MEGABYTES);
    await using cluster = await LocalCluster.start({ users, servers: 1, folder: join(disk.path, 'cluster') });
    const [server] = cluster.servers;
    assert.ok(server);
    await using hurried = await openAs(cluster, 'gateway', { clock: hasty });
    for (const number of range(10)) assert.equal(await hurried.mailboxes.deposit(mail(number)), 'stored');
    const ballast = join(disk.path, 'ballast');
    fillDisk(ballast);
    const { stored, refusal } = await fill(hurried, 10);
    assert.ok(['MAIL_STORE_UNAVAILABLE', 'MAIL_STORE_FULL'].includes(refusal.code), refusal.message);
    rmSync(ballast);
    // Killed: one that was asked to end had not done so in 45 s.
    cluster.signal(server.name, 'SIGKILL');
    await cluster.restart(server.name);
    // Whether the refused one is there is not known: it comes once, by its ID.
    await using engine = await openAs(cluster, 'gateway');
    await engine.mailboxes.deposit(mail(stored));
    assert.deepEqual(await drain(engine, stored + 1), range(stored + 1));
    assert.deepEqual(await engine.mailboxes.collect(bob), []);
  });
});

/** Writes until the disk takes no more. */
function fillDisk(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, new Uint8Array(4096));
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
  } finally {
    closeSync(file);
  }
}
