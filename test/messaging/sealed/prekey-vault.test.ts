import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import test from 'node:test';
import { isQForgeError, SecretBytes, utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { MAX_TAKEN_PER_SENDER, PrekeyVault } from '../../../src/messaging/sealed/prekey-vault.ts';
import { CLOCK_SKEW_MS, PREKEY_LIFETIME_MS } from '../../../src/messaging/sealed/signed-prekey.ts';
import { folderOf, MessagingPeer, NOW_MS, TOMORROW_MS } from '../peer-rig.ts';

/** Everything that the files of a vault hold. */
function filesOf(path: string): Buffer {
  const paths = [path, `${path}-wal`, `${path}-shm`].filter((file) => existsSync(file));
  return Buffer.concat(paths.map((file) => readFileSync(file)));
}

test('forward secrecy: once a message is taken, nothing in the files opens it again', async (t) => {
  const path = join(folderOf(t), 'vault.db');
  const alice = await MessagingPeer.make();
  const bob = await MessagingPeer.make(path);
  const [sealed] = await alice.seal(utf8('read once'), [bob]);
  assert.ok(sealed);
  const opened = await bob.open(sealed.envelope);
  const row = encryptedKey(path, opened.prekeyId);
  assert.ok(filesOf(path).includes(row), 'the private half is in the files before');
  bob.vault.take(opened, 'none');
  assert.ok(!filesOf(path).includes(row), 'no copy is left in the file or its log');
  await assert.rejects(bob.open(sealed.envelope), (error) => isQForgeError(error, 'PREKEY_GONE'));
  bob[Symbol.dispose]();
  // A thief of files and identity has no more than this.
  using again = await MessagingPeer.make(path, bob.identity);
  await assert.rejects(again.open(sealed.envelope), (error) => isQForgeError(error, 'PREKEY_GONE'));
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('the file alone, without the identity, opens nothing', async (t) => {
  const path = join(folderOf(t), 'vault.db');
  const alice = await MessagingPeer.make();
  using bob = await MessagingPeer.make(path);
  const [sealed] = await alice.seal(utf8('x'), [bob]);
  const { prekeyId } = await bob.open(sealed?.envelope ?? new Uint8Array(0));
  const seed = bob.vault.find(prekeyId)?.privateKey ?? SecretBytes.copyOf(new Uint8Array(0));
  assert.equal(seed.length, 32);
  assert.ok(!filesOf(path).includes(seed.expose()));
  using thief = await PrekeyVault.open({ path, identity: alice.identity, backend: nativeBackend });
  assert.throws(
    () => thief.find(prekeyId),
    (error) => isQForgeError(error, 'CRYPTO_AUTHENTICATION_FAILED'),
  );
});

test('a message is taken once, also after a restart, until it has expired', async (t) => {
  const path = join(folderOf(t), 'vault.db');
  const alice = await MessagingPeer.make();
  const bob = await MessagingPeer.make(path);
  const [sealed] = await alice.seal(utf8('x'), [bob], { kind: 'last-resort' });
  const opened = await bob.open(sealed?.envelope ?? new Uint8Array(0));
  bob.vault.take(opened, 'none');
  assert.throws(
    () => bob.vault.take(opened, 'none'),
    (error) => isQForgeError(error, 'SEALED_REPLAYED'),
  );
  bob[Symbol.dispose]();
  using again = await MessagingPeer.make(path, bob.identity);
  assert.ok(again.vault.hasTaken(alice.peerId, opened.messageId));
  assert.ok(!again.vault.hasTaken(bob.peerId, opened.messageId), 'IDs are those of their sender');
  again.vault.sweep(TOMORROW_MS + CLOCK_SKEW_MS);
  assert.ok(again.vault.hasTaken(alice.peerId, opened.messageId));
  again.vault.sweep(TOMORROW_MS + CLOCK_SKEW_MS + 1);
  assert.ok(!again.vault.hasTaken(alice.peerId, opened.messageId));
});

test('a full list of one sender is known from a file of the first version too, and has room again when it has expired', async (t) => {
  const path = join(folderOf(t), 'vault.db');
  const alice = await MessagingPeer.make();
  const bob = await MessagingPeer.make(path);
  const [sealed] = await alice.seal(utf8('x'), [bob], { kind: 'last-resort' });
  const opened = await bob.open(sealed?.envelope ?? new Uint8Array(0));
  bob[Symbol.dispose]();
  const database = new DatabaseSync(path);
  database.exec(
    `DROP TRIGGER taken_more; DROP TRIGGER taken_less; DROP TABLE taken_count; DROP TABLE outgoing; DROP INDEX taken_owed;
     ALTER TABLE taken DROP COLUMN receipt; ALTER TABLE taken DROP COLUMN is_owed; PRAGMA user_version = 1`,
  );
  database
    .prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO taken SELECT ?, printf('%032x', i), ? FROM n`,
    )
    .run(MAX_TAKEN_PER_SENDER, alice.peerId, NOW_MS);
  database.close();
  using again = await MessagingPeer.make(path, bob.identity);
  assert.deepEqual([again.vault.hasRoomFor(alice.peerId), again.vault.hasRoomFor(bob.peerId)], [false, true]);
  assert.throws(
    () => again.vault.take(opened, 'none'),
    (error) => isQForgeError(error, 'REPLAY_LIST_FULL'),
  );
  again.vault.sweep(NOW_MS + CLOCK_SKEW_MS + 1);
  assert.ok(again.vault.hasRoomFor(alice.peerId));
  again.vault.take(opened, 'none');
});

test('a receipt is owed from the moment its message is taken until it is settled, and again when a copy comes', async () => {
  const alice = await MessagingPeer.make();
  using bob = await MessagingPeer.make();
  const [kept, shown, owed] = await Promise.all(
    (['none', 'shown', 'owed'] as const).map(async (how, number) => {
      const [sealed] = await alice.seal(utf8('x'), [bob], { messageId: `0${number}`.repeat(16) });
      const opened = await bob.open(sealed?.envelope ?? new Uint8Array(0));
      bob.vault.take(opened, how);
      return { id: opened.messageId, receipt: Uint8Array.from(sealed?.receipt.expose() ?? []) };
    }),
  );
  const { vault } = bob;
  const owedIds = (): string[] => vault.owedTo(alice.peerId, 9).map(({ messageId }) => messageId);
  assert.deepEqual(vault.creditors, [alice.peerId]);
  const [first] = vault.owedTo(alice.peerId, 9);
  assert.deepEqual(
    first,
    { messageId: owed?.id, receipt: owed?.receipt, expiresAtMs: TOMORROW_MS },
    'what the sender has, too',
  );
  vault.settle(alice.peerId, vault.owedTo(alice.peerId, 9));
  assert.deepEqual([vault.creditors, owedIds()], [[], []]);
  for (const each of [kept, shown, owed]) vault.owe(alice.peerId, each?.id ?? '');
  assert.deepEqual(owedIds().toSorted(), [shown?.id, owed?.id], 'one that has no receipt owes none');
  vault.sweep(TOMORROW_MS + CLOCK_SKEW_MS + 1);
  assert.deepEqual(vault.creditors, [], 'nobody wants it any more');
});

test('a last-resort prekey opens more than one message, and is erased when it is no longer valid', async () => {
  using bob = await MessagingPeer.make();
  const [prekey] = await bob.vault.makePrekeys('last-resort', 1, NOW_MS);
  assert.ok(prekey);
  assert.deepEqual(bob.vault.lastResort, prekey);
  assert.ok(bob.vault.hasRoomFor(bob.peerId));
  bob.vault.take({ ...(await takenMessage(prekey.id)), messageId: '01'.repeat(16) }, 'none');
  assert.equal(bob.vault.find(prekey.id)?.kind, 'last-resort');
  bob.vault.sweep(NOW_MS + PREKEY_LIFETIME_MS + CLOCK_SKEW_MS);
  assert.ok(bob.vault.find(prekey.id));
  bob.vault.sweep(NOW_MS + PREKEY_LIFETIME_MS + CLOCK_SKEW_MS + 1);
  assert.equal(bob.vault.find(prekey.id), undefined);
});

test('a vault needs the signing key, and refuses a file of another kind', async (t) => {
  const { identity } = await MessagingPeer.make();
  const offline = { ...identity, signingSecret: undefined };
  await assert.rejects(PrekeyVault.open({ path: ':memory:', identity: offline, backend: nativeBackend }), (error) =>
    isQForgeError(error, 'SIGNING_KEY_AWAY'),
  );
  const path = join(folderOf(t), 'other.db');
  const { DatabaseSync } = await import('node:sqlite');
  const other = new DatabaseSync(path);
  other.exec('CREATE TABLE mine (x); PRAGMA user_version = 1; PRAGMA application_id = 7');
  other.close();
  await assert.rejects(
    PrekeyVault.open({ path, identity, backend: nativeBackend }),
    (error) => isQForgeError(error, 'MAIL_STORE_DAMAGED') && /another kind/u.test(error.message),
  );
});

async function takenMessage(prekeyId: string): Promise<Parameters<PrekeyVault['take']>[0]> {
  const [alice, bob] = [await MessagingPeer.make(), await MessagingPeer.make()];
  const [sealed] = await alice.seal(utf8('x'), [bob]);
  return { ...(await bob.open(sealed?.envelope ?? new Uint8Array(0))), prekeyId };
}

/** The encrypted private half, as the file has it. */
function encryptedKey(path: string, id: string): Buffer {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const database = new DatabaseSync(path);
  const row = database.prepare('SELECT private_key FROM prekey WHERE id = ?').get(id);
  database.close();
  const bytes = row?.['private_key'];
  assert.ok(bytes instanceof Uint8Array);
  return Buffer.from(bytes);
}
