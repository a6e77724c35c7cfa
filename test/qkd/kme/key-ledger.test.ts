import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { type ErrorCode, isQForgeError, SecretBytes } from '../../../src/base/index.ts';
import { KeyLedger } from '../../../src/qkd/kme/key-ledger.ts';
import type { KmeDatabase } from '../../../src/qkd/kme/kme-database.ts';
import { folderOf, openPool } from './kme-rig.ts';

const EXPIRY = 1000;
const code =
  (name: ErrorCode, reason: RegExp = /./u) =>
  (error: unknown): boolean =>
    isQForgeError(error, name) && reason.test(error.message);
const notFound = code('KME_REQUEST_REJECTED', /one or more keys specified are not found on KME/u);

async function ledgerOf(t: TestContext): Promise<{ ledger: KeyLedger; database: KmeDatabase; path: string }> {
  const path = join(folderOf(t), 'kme.db');
  const database = await openPool(path);
  t.after(() => database[Symbol.dispose]());
  return { ledger: new KeyLedger(database, 'kme-b'), database, path };
}

function enter(ledger: KeyLedger, recipients: readonly string[], text = 'key'): string {
  const keyId = randomUUID();
  const key = SecretBytes.copyOf(Buffer.from(text));
  ledger.add({ keyId, master: 'alice', key, simulated: true }, recipients, EXPIRY);
  return keyId;
}

const bytesOf = (database: KmeDatabase, keyId: string): unknown =>
  database.prepare('SELECT bytes FROM key WHERE id = ?').get(keyId)?.['bytes'];

describe('the ledger of keys', () => {
  test('hands a key to each recipient once, and lets go of the bytes with the last', async (t) => {
    const { ledger, database } = await ledgerOf(t);
    const keyId = enter(ledger, ['bob', 'bea']);
    for (const recipient of ['bob', 'bea']) {
      assert.notEqual(bytesOf(database, keyId), null);
      const [found] = ledger.collect([keyId], recipient, 'alice', 0);
      assert.equal(Buffer.from(found?.key.expose() ?? []).toString(), 'key');
      assert.deepEqual([found?.keyId, found?.master, found?.simulated], [keyId, 'alice', true]);
      assert.throws(() => ledger.collect([keyId], recipient, 'alice', 0), notFound);
    }
    assert.equal(bytesOf(database, keyId), null);
    assert.equal(ledger.knows(keyId), true);
  });

  test('knows after a restart what it has handed out', async (t) => {
    const { ledger, database, path } = await ledgerOf(t);
    const keyId = enter(ledger, ['bob', 'bea']);
    ledger.collect([keyId], 'bob', 'alice', 0);
    database[Symbol.dispose]();
    using again = await openPool(path);
    const reopened = new KeyLedger(again, 'kme-b');
    assert.throws(() => reopened.collect([keyId], 'bob', 'alice', 0), notFound);
    assert.equal(reopened.collect([keyId], 'bea', 'alice', 0).length, 1);
  });

  test('tells callers that were never named from keys that are not there', async (t) => {
    const { ledger } = await ledgerOf(t);
    const keyId = enter(ledger, ['bob']);
    assert.throws(() => ledger.collect([keyId], 'eve', 'alice', 0), code('KME_ACCESS_REFUSED', /not named/u));
    assert.throws(() => ledger.collect([randomUUID()], 'bob', 'alice', 0), notFound);
    assert.throws(() => ledger.collect([keyId], 'bob', 'mallory', 0), notFound);
    assert.equal(ledger.collect([keyId], 'bob', 'alice', 0).length, 1);
  });

  test('hands out all keys of a request or none', async (t) => {
    const { ledger, database } = await ledgerOf(t);
    const keyIds = [enter(ledger, ['bob']), enter(ledger, ['bob']), enter(ledger, ['bea'])];
    const refuse = (ids: readonly string[], expected: (error: unknown) => boolean): void =>
      assert.throws(() => database.transaction(() => ledger.collect(ids, 'bob', 'alice', 0)), expected);
    refuse([...keyIds.slice(0, 2), randomUUID()], notFound);
    refuse(keyIds, code('KME_ACCESS_REFUSED'));
    refuse([...keyIds.slice(0, 1), ...keyIds.slice(0, 1)], notFound);
    assert.equal(ledger.collect(keyIds.slice(0, 2), 'bob', 'alice', 0).length, 2);
  });

  test('hands out nothing that is void or has expired, and erases it', async (t) => {
    const { ledger, database } = await ledgerOf(t);
    const [voided, expired] = [enter(ledger, ['bob']), enter(ledger, ['bob'])];
    ledger.void(voided);
    assert.equal(bytesOf(database, voided), null);
    assert.throws(() => ledger.collect([voided], 'bob', 'alice', 0), notFound);
    assert.throws(() => ledger.collect([expired], 'bob', 'alice', EXPIRY), notFound);
    assert.equal(ledger.sweep(EXPIRY, 0), 1);
    assert.equal(bytesOf(database, expired), null);
    assert.equal(ledger.knows(expired), true);
    ledger.sweep(EXPIRY, EXPIRY);
    assert.equal(ledger.knows(expired), false);
  });

  test('keeps its promise to one recipient when a key was void for the other', async (t) => {
    const { ledger } = await ledgerOf(t);
    const keyId = enter(ledger, ['bob', 'bea']);
    ledger.collect([keyId], 'bob', 'alice', 0);
    ledger.void(keyId);
    assert.throws(() => ledger.collect([keyId], 'bea', 'alice', 0), notFound);
    assert.throws(() => ledger.collect([keyId], 'bob', 'alice', 0), notFound);
  });
});
