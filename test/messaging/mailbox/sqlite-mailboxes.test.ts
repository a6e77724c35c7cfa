import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { MAIL_SCHEMA } from '../../../src/messaging/mailbox/sqlite-mail-schema.ts';
import { SqliteMailboxes } from '../../../src/messaging/mailbox/sqlite-mailboxes.ts';
import { SqliteFile } from '../../../src/messaging/sqlite-file.ts';
import { ManualClock } from '../manual-clock.ts';
import { folderOf, NOW_MS, TOMORROW_MS } from '../peer-rig.ts';
import { engineConformance } from './engine-conformance.ts';
import { sqliteEngine } from './sqlite-engine.ts';

engineConformance('SQLite', sqliteEngine);

const mail = (number: number, bytes = 1000) => ({
  recipient: 'bob',
  sender: 'alice',
  id: number.toString(16).padStart(32, '0'),
  envelope: new Uint8Array(bytes).fill(number),
  expiresAtMs: TOMORROW_MS,
});

test('a store that is full says so, keeps what it has, and takes more when there is room again', async (t) => {
  const path = join(folderOf(t), 'mail.db');
  await using mailboxes = await SqliteMailboxes.open(path, { clock: new ManualClock(), maxPages: 60 });
  let stored = 0;
  await assert.rejects(
    async () => {
      for (;;) {
        await mailboxes.deposit(mail(stored, 10_000));
        stored += 1;
      }
    },
    (error) => isQForgeError(error, 'MAIL_STORE_FULL') && error.details.engine === `sqlite:${path}`,
  );
  assert.ok(stored > 3, `${stored} were stored`);
  const collected = await mailboxes.collect('bob', { maxItems: 1000 });
  assert.equal(collected.length, stored);
  for (const [index, { envelope }] of collected.entries()) assert.ok(envelope.every((byte) => byte === index));
  for (const item of collected) await mailboxes.acknowledge('bob', item);
  assert.equal(await mailboxes.deposit(mail(stored, 10_000)), 'stored');
});

test('the limit in all is one over all mailboxes', async () => {
  const limits = { totalBytes: 2500 };
  await using mailboxes = await SqliteMailboxes.open(':memory:', { clock: new ManualClock(), limits });
  await mailboxes.deposit(mail(1));
  await mailboxes.deposit({ ...mail(2), recipient: 'carol', sender: 'dave' });
  await assert.rejects(mailboxes.deposit(mail(3)), (error) => isQForgeError(error, 'MAIL_STORE_FULL'));
  const [first] = await mailboxes.collect('bob');
  assert.ok(first);
  await mailboxes.refuse('bob', first, 'damaged');
  await mailboxes.deposit(mail(3));
});

test('a file that knows no copies and notes yet keeps its messages', async (t) => {
  const path = join(folderOf(t), 'mail.db');
  const { applicationId, versions } = MAIL_SCHEMA;
  using file = await SqliteFile.open(path, { applicationId, versions: versions.slice(0, 1) });
  const { recipient, sender, id, envelope, expiresAtMs } = mail(1);
  const add = file.prepare(
    `INSERT INTO mail (recipient, sender, id, envelope, bytes, expires_ms, deposited_ms, leased_until_ms)
     VALUES (?, ?, ?, ?, 1000, ?, 0, 0)`,
  );
  file.transaction(() => add.run(recipient, sender, id, envelope, expiresAtMs));
  file[Symbol.dispose]();
  const limits = { senderMessages: 1 };
  await using mailboxes = await SqliteMailboxes.open(path, { clock: new ManualClock(), limits });
  await assert.rejects(mailboxes.deposit(mail(2)), (error) => isQForgeError(error, 'MAIL_QUOTA'));
  assert.equal(await mailboxes.deposit({ ...mail(3), kind: 'note' }), 'stored');
  assert.deepEqual(
    (await mailboxes.collect('bob')).map((each) => each.id),
    [mail(1).id, mail(3).id],
  );
});

test('bytes of one sender have their limit too', async () => {
  await using mailboxes = await SqliteMailboxes.open(':memory:', {
    clock: new ManualClock(),
    limits: { senderBytes: 1500 },
  });
  await mailboxes.deposit(mail(1));
  await assert.rejects(
    mailboxes.deposit(mail(2)),
    (error) => isQForgeError(error, 'MAIL_QUOTA') && /1500 bytes/u.test(error.details.limit),
  );
});

test('what is collected is forgotten only when no duplicate can come any more', async () => {
  const clock = new ManualClock();
  await using mailboxes = await SqliteMailboxes.open(':memory:', { clock });
  await mailboxes.deposit(mail(1));
  await mailboxes.acknowledge('bob', mail(1));
  clock.nowMs = NOW_MS + 599_999;
  assert.equal(await mailboxes.deposit(mail(1)), 'duplicate');
  clock.nowMs = NOW_MS + 600_000;
  assert.equal(await mailboxes.deposit(mail(1)), 'stored');
});

test('a file that is none of ours is refused and left alone', async (t) => {
  const path = join(folderOf(t), 'mail.db');
  writeFileSync(path, 'no database at all, but long enough to look at'.repeat(100));
  await assert.rejects(SqliteMailboxes.open(path, { clock: new ManualClock() }), (error) =>
    isQForgeError(error, 'MAIL_STORE_DAMAGED'),
  );
  await assert.rejects(SqliteMailboxes.open(join(path, 'below-a-file'), { clock: new ManualClock() }), (error) =>
    isQForgeError(error, 'MAIL_STORE_UNAVAILABLE'),
  );
});

test('a closed store answers with an error', async () => {
  const mailboxes = await SqliteMailboxes.open(':memory:', { clock: new ManualClock() });
  await mailboxes[Symbol.asyncDispose]();
  await assert.rejects(mailboxes.deposit(mail(1)), (error) => isQForgeError(error, 'MAIL_STORE_UNAVAILABLE'));
});
