import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { SqliteDirectory } from '../../../src/messaging/mailbox/sqlite-directory.ts';
import { SqliteMailboxes } from '../../../src/messaging/mailbox/sqlite-mailboxes.ts';
import { SmallDisk } from '../../cli/small-disk.ts';
import { Chances } from '../../simulation/chances.ts';
import { ManualClock } from '../manual-clock.ts';
import { folderOf, TOMORROW_MS } from '../peer-rig.ts';

const SEED = 42;
const FILES = 40;
const clock = new ManualClock();
const mail = (number: number, bytes = 500) => ({
  recipient: 'bob',
  sender: 'alice',
  id: number.toString(16).padStart(32, '0'),
  envelope: new Uint8Array(bytes).fill(number),
  expiresAtMs: TOMORROW_MS,
});

/** The bytes of a store with mail, a dead letter and prekeys. */
async function storeImage(t: TestContext): Promise<Uint8Array> {
  const path = join(folderOf(t), 'mail.db');
  {
    await using mailboxes = await SqliteMailboxes.open(path, { clock });
    for (let number = 1; number <= 30; number += 1) await mailboxes.deposit(mail(number));
    await mailboxes.refuse('bob', mail(1), 'damaged');
    await using directory = await SqliteDirectory.open(path, { clock });
    const prekey = { id: '0'.repeat(32), signedPrekey: new Uint8Array(700), expiresAtMs: TOMORROW_MS };
    await directory.publish('bob', { oneTime: [prekey], lastResort: { ...prekey, id: '1'.repeat(32) } });
  }
  return new Uint8Array(readFileSync(path));
}

async function useEverything(path: string): Promise<void> {
  await using mailboxes = await SqliteMailboxes.open(path, { clock });
  await mailboxes.usage('bob');
  await mailboxes.list('bob');
  await mailboxes.deadLetters('bob');
  await mailboxes.deposit(mail(99));
  for (const each of await mailboxes.collect('bob', { maxItems: 100 })) await mailboxes.acknowledge('bob', each);
  await using directory = await SqliteDirectory.open(path, { clock });
  await directory.remaining('bob');
  await directory.take('bob');
}

test(`a store whose file was damaged anywhere works or fails with an error of the catalogue (seed ${SEED})`, async (t) => {
  const image = await storeImage(t);
  const chances = new Chances(SEED);
  const path = join(folderOf(t), 'damaged.db');
  const outcomes = new Map<string, number>();
  for (let file = 0; file < FILES; file += 1) {
    const bytes = image.slice(0, chances.happens(0.1) ? chances.below(image.length) : image.length);
    for (let flips = chances.between(1, 8); flips > 0 && bytes.length > 0; flips -= 1) {
      // Some of them in the heads of pages, where the structure is.
      const page = 4096 * chances.below(Math.ceil(bytes.length / 4096));
      const at = chances.happens(0.3) ? page + chances.below(120) : chances.below(bytes.length);
      if (at < bytes.length) bytes[at] = chances.below(256);
    }
    for (const left of ['', '-wal', '-shm']) rmSync(`${path}${left}`, { force: true });
    writeFileSync(path, bytes);
    const outcome = await useEverything(path).then(
      () => 'works',
      (error: unknown) => {
        assert.ok(isQForgeError(error) && error.code.startsWith('MAIL_'), `file ${file}: ${String(error)}`);
        return error.code;
      },
    );
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  t.diagnostic([...outcomes].map(([outcome, count]) => `${outcome} ${count}`).join(', '));
  assert.ok((outcomes.get('works') ?? 0) > 0 && (outcomes.get('MAIL_STORE_DAMAGED') ?? 0) > 0);
});

test('on a disk that is full nothing stored is lost or changed, and it goes on when there is room', {
  skip: SmallDisk.whyNot() ?? false,
}, async (t) => {
  using disk = new SmallDisk(join(folderOf(t), 'disk'), 1);
  const path = join(disk.path, 'mail.db');
  await using mailboxes = await SqliteMailboxes.open(path, { clock });
  let stored = 0;
  await assert.rejects(
    async () => {
      for (; stored < 250; stored += 1) await mailboxes.deposit(mail(stored, 9000));
    },
    (error) => isQForgeError(error, 'MAIL_STORE_FULL') || isQForgeError(error, 'MAIL_STORE_UNAVAILABLE'),
  );
  assert.ok(stored > 3, `${stored} were stored`);
  assert.equal((await mailboxes.usage('bob')).messages, stored, 'what was refused left nothing');
  disk.resize(8);
  assert.equal(await mailboxes.deposit(mail(stored, 9000)), 'stored');
  const collected = await mailboxes.collect('bob', { maxItems: 1000 });
  assert.deepEqual(
    collected.map(({ envelope }) => [envelope.length, envelope[0], envelope.at(-1)]),
    Array.from({ length: stored + 1 }, (_, number) => [9000, number, number]),
  );
  for (const each of collected) await mailboxes.acknowledge('bob', each);
  assert.equal((await mailboxes.usage('bob')).messages, 0);
});
