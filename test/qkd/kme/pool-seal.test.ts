import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext, test } from 'node:test';
import { type ErrorCode, isQForgeError, SecretBytes, utf8 } from '../../../src/base/index.ts';
import { KeyLedger } from '../../../src/qkd/kme/key-ledger.ts';
import type { KmeDatabase } from '../../../src/qkd/kme/kme-database.ts';
import { LinkPool } from '../../../src/qkd/kme/link-pool.ts';
import { folderOf, KmeRig, openPool, requestFor, seededBytes, simulatedLink } from './kme-rig.ts';
import {
  PLAIN_EXPIRY_MS,
  PLAIN_KEYS,
  PLAIN_UNITS,
  plainKey,
  plainKeyId,
  plainTexts,
  plainUnit,
  showsAny,
  writePlainPool,
} from './plain-pool.ts';

const PROGRAM = join(import.meta.dirname, 'pool-process.ts');
const LIFETIME_MS = 1000;
const KEY_ID = plainKeyId(1);

const code =
  (name: ErrorCode, reason: RegExp = /./u) =>
  (error: unknown): boolean =>
    isQForgeError(error, name) && reason.test(error.message);
const isLocked = code('KEY_POOL_LOCKED');
const passphrase = (text: string) => (): Promise<SecretBytes> => Promise.resolve(SecretBytes.copyOf(utf8(text)));

const poolOf = (database: KmeDatabase): LinkPool =>
  new LinkPool(database, { local: 'kme-a', peer: 'kme-b' }, LIFETIME_MS);
const ledgerOf = (database: KmeDatabase): KeyLedger => new KeyLedger(database, 'kme-a');

/** A sealed pool with four units and two keys, closed again. */
async function sealedPool(t: TestContext): Promise<string> {
  const path = join(folderOf(t), 'kme.db');
  using database = await openPool(path);
  const key = seededBytes('units', 128);
  database.transaction(() => {
    poolOf(database).deposit({ firstUnit: 0, key, quality: simulatedLink }, 0);
    for (const index of [1, 2]) {
      const parts = { keyId: plainKeyId(index), master: 'alice', simulated: true };
      ledgerOf(database).add({ ...parts, key: SecretBytes.copyOf(plainKey(index)) }, ['bob'], PLAIN_EXPIRY_MS);
    }
  });
  return path;
}

/** What somebody does to the file who can write to it. */
function tamper(path: string, sql: string): void {
  using database = new DatabaseSync(path);
  database.exec(sql);
}

/** Asserts that all of a plain pool can be had from the sealed one. */
function assertWhole(database: KmeDatabase): void {
  const pool = poolOf(database);
  assert.deepEqual(
    [pool.nextUnit, pool.blocks, pool.quality],
    [PLAIN_UNITS, 2, { qber: 0.02, keyRate: 1000, simulated: true }],
  );
  const own = pool.take(PLAIN_UNITS / 2, 0) ?? [];
  const odd = Array.from({ length: PLAIN_UNITS / 2 }, (_, index) => 2 * index + 1);
  const units = [...own, ...(pool.takeNamed(odd, 0) ?? [])];
  assert.equal(units.length, PLAIN_UNITS);
  for (const { number, bytes } of units) assert.deepEqual(bytes.expose(), plainUnit(number));
  const ids = Array.from({ length: PLAIN_KEYS }, (_, index) => plainKeyId(index));
  const keys = ledgerOf(database).collect(ids, 'bob', 'alice', 0);
  keys.forEach(({ key, simulated }, index) => {
    assert.deepEqual([key.expose(), simulated], [plainKey(index), true]);
  });
}

describe('a sealed pool', () => {
  test('shows no byte of its keys, whatever is done with them', async (t) => {
    const path = join(folderOf(t), 'kme.db');
    const canary = seededBytes('units', 128);
    const texts = [canary, plainKey(1)];
    {
      using database = await openPool(path);
      const [pool, ledger] = [poolOf(database), ledgerOf(database)];
      database.transaction(() => pool.deposit({ firstUnit: 0, key: canary, quality: simulatedLink }, 0));
      assert.equal(showsAny(path, texts), false, 'after a deposit');
      const add = { keyId: KEY_ID, master: 'alice', simulated: true };
      database.transaction(() => ledger.add({ ...add, key: SecretBytes.copyOf(plainKey(1)) }, ['bob', 'bea'], 1000));
      assert.equal(showsAny(path, texts), false, 'after a key was entered');
      const units = database.transaction(() => pool.take(1, 0));
      assert.deepEqual(units?.[0]?.bytes.expose(), canary.slice(0, 32));
      const keys = database.transaction(() => ledger.collect([KEY_ID], 'bob', 'alice', 0));
      assert.deepEqual(keys[0]?.key.expose(), plainKey(1));
      assert.equal(showsAny(path, texts), false, 'after they were handed out');
      assert.ok(existsSync(`${path}-wal`));
    }
    assert.equal(showsAny(path, texts), false, 'closed');
  });

  test('of a pair of key managers shows no byte of the keys that went through', async (t) => {
    using rig = await KmeRig.open(t);
    rig.fill('kme-a', 'kme-b', 40);
    const { keys } = await rig.kme('kme-a').encKeys('alice', 'bob', requestFor({ number: 3 }));
    const texts = [seededBytes('block 1', 40 * 32), ...keys.map(({ key }) => key.expose())];
    for (const id of ['kme-a', 'kme-b']) assert.equal(showsAny(rig.pathOf(id), texts), false, id);
    await rig.restart('kme-b');
    const ids = keys.map(({ keyId }) => keyId);
    const got = rig.kme('kme-b').decKeys('bob', 'alice', ids);
    assert.deepEqual(
      got.keys.map(({ key }) => key.expose()),
      keys.map(({ key }) => key.expose()),
    );
    for (const id of ['kme-a', 'kme-b']) assert.equal(showsAny(rig.pathOf(id), texts), false, id);
  });

  test('hands out nothing that was changed, moved or cut in its file', async (t) => {
    const swap = (column: string, table: string, one: string, other: string): string =>
      `UPDATE ${table} SET bytes = (SELECT bytes FROM ${table} AS o WHERE o.${column} = CASE ${table}.${column} WHEN ${one} THEN ${other} ELSE ${one} END) WHERE ${column} IN (${one}, ${other})`;
    const harm = [
      swap('number', 'unit', '0', '2'),
      swap('id', 'key', `'${plainKeyId(1)}'`, `'${plainKeyId(2)}'`),
      'UPDATE unit SET bytes = (SELECT bytes FROM unit WHERE number = 1)',
      'UPDATE unit SET bytes = substr(bytes, 1, 75)',
      "UPDATE unit SET bytes = x''",
      'UPDATE unit SET expires_ms = expires_ms + 1',
      'UPDATE unit SET number = number + 4',
      "UPDATE key SET bytes = CAST(x'00' || substr(bytes, 2) AS BLOB)",
      'UPDATE key SET bytes = (SELECT bytes FROM unit WHERE number = 0)',
      'UPDATE key SET simulated = 0',
      'UPDATE key SET expires_ms = expires_ms + 1',
      "UPDATE key SET id = CASE id WHEN '00000000-0000-4000-8000-000000000001' THEN 'x' ELSE '00000000-0000-4000-8000-000000000001' END",
      "UPDATE key SET master = 'mallory'",
    ];
    for (const sql of harm) {
      const path = await sealedPool(t);
      tamper(path, `PRAGMA foreign_keys = OFF; ${sql}`);
      using database = await openPool(path);
      const isUnit = sql.startsWith('UPDATE unit');
      const master = sql.includes('mallory') ? 'mallory' : 'alice';
      const taken = isUnit
        ? (): unknown => poolOf(database).take(2, 0)
        : (): unknown => ledgerOf(database).collect([KEY_ID], 'bob', master, 0);
      assert.throws(() => database.transaction(taken), code('KEY_POOL_DAMAGED', /is not the one/u), sql);
      // All or nothing: what is whole beside it stays.
      assert.equal(poolOf(database).storedUnits(0), 2);
      assert.equal(database.prepare("SELECT count(*) AS n FROM recipient WHERE state = 'waiting'").get()?.['n'], 2);
    }
  });

  test('whose rows come from another pool with the same key file is refused', async (t) => {
    const [path, other] = [await sealedPool(t), join(folderOf(t), 'kme.db')];
    copyFileSync(`${path}.pool-key`, `${other}.pool-key`);
    (await openPool(other))[Symbol.dispose]();
    tamper(other, `ATTACH '${path}' AS source; INSERT INTO unit SELECT * FROM source.unit`);
    using database = await openPool(other);
    assert.throws(() => poolOf(database).take(1, 0), code('KEY_POOL_DAMAGED'));
  });

  test('opens with its own key file alone, and makes no other', async (t) => {
    const path = await sealedPool(t);
    const keyFile = `${path}.pool-key`;
    const own = readFileSync(keyFile);
    const foreign = readFileSync(`${await sealedPool(t)}.pool-key`);
    const refused = async (reason: RegExp): Promise<void> =>
      assert.rejects(openPool(path), code('KEY_POOL_LOCKED', reason));
    writeFileSync(keyFile, foreign);
    await refused(/another pool/u);
    writeFileSync(keyFile, own.subarray(0, -1));
    await refused(/digest/u);
    writeFileSync(keyFile, Buffer.concat([own.subarray(0, 12), Buffer.of((own[12] ?? 0) ^ 1), own.subarray(13)]));
    await refused(/digest/u);
    writeFileSync(keyFile, own);
    chmodSync(keyFile, 0o644);
    await refused(/0644/u);
    rmSync(keyFile);
    await refused(/none/u);
    assert.equal(existsSync(keyFile), false);
    writeFileSync(keyFile, own, { mode: 0o600 });
    await assert.rejects(openPool(path, {}, 'kme-b'), isLocked);
    using database = await openPool(path);
    assert.equal(poolOf(database).take(2, 0)?.length, 2);
  });

  test('opens with its passphrase alone', async (t) => {
    const path = join(folderOf(t), 'kme.db');
    (await openPool(path, { wanted: passphrase('right') }))[Symbol.dispose]();
    await assert.rejects(openPool(path, { existing: passphrase('wrong') }), code('PASSPHRASE_WRONG'));
    await assert.rejects(openPool(path), code('PASSPHRASE_REQUIRED'));
    using database = await openPool(path, { existing: passphrase('right') });
    assert.equal(poolOf(database).blocks, 0);
  });

  test('whose data key was changed or is gone is refused', async (t) => {
    const path = await sealedPool(t);
    const harm: readonly (readonly [string, ErrorCode])[] = [
      ['UPDATE seal SET data_key = zeroblob(60)', 'KEY_POOL_LOCKED'],
      ['UPDATE seal SET data_key = substr(data_key, 2)', 'KEY_POOL_LOCKED'],
      ['DELETE FROM seal', 'KEY_POOL_DAMAGED'],
    ];
    for (const [sql, expected] of harm) {
      tamper(path, sql);
      await assert.rejects(openPool(path), code(expected), sql);
    }
  });
});

describe('a pool of version 3', () => {
  test('is sealed when it is opened, keeps all its keys, and nothing of them stays in the file or the log', async (t) => {
    const path = join(folderOf(t), 'kme.db');
    writePlainPool(path);
    assert.ok(
      plainTexts.filter((text) => showsAny(path, [text])).length > PLAIN_UNITS,
      'the search finds what is plain',
    );
    {
      using database = await openPool(path);
      assert.equal(showsAny(path, plainTexts), false, 'while it is open');
      assert.equal(statSync(`${path}-wal`).size < 10_000, true);
      database.transaction(() => assertWhole(database));
    }
    assert.equal(showsAny(path, plainTexts), false);
    using again = await openPool(path);
    assert.equal(poolOf(again).storedUnits(0), 0);
  });

  test('that is killed at any statement of it has all its keys, and is clean after the next start', async (t) => {
    let survived = false;
    let kills = 0;
    for (let statement = 1; !survived; statement += 1) {
      for (const moment of ['before', 'after']) {
        const path = join(folderOf(t), 'kme.db');
        writePlainPool(path);
        const child = spawnSync(process.execPath, [PROGRAM, path, moment, String(statement)], { encoding: 'utf8' });
        survived = child.signal === null;
        if (survived) assert.equal(child.stdout, `${statement - 1}\n`, child.stderr);
        else kills += 1;
        using database = await openPool(path);
        assert.equal(showsAny(path, plainTexts), false, `${moment} ${statement}`);
        assertWhole(database);
      }
    }
    t.diagnostic(`${kills} kills`);
    assert.ok(kills >= 14);
  });
});
