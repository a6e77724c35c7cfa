import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import type { KmeDatabase } from '../../../src/qkd/kme/kme-database.ts';
import { folderOf, openPool } from './kme-rig.ts';

const addKey = (database: KmeDatabase, id: string): unknown =>
  database.prepare("INSERT INTO key (id, master, bytes, simulated, expires_ms) VALUES (?, 'm', x'00', 0, 1)").run(id);
const countKeys = (database: KmeDatabase): unknown => database.prepare('SELECT count(*) AS n FROM key').get()?.['n'];

describe('the database of a key manager', () => {
  test('keeps what a transaction has written, in a file that only its owner can read', async (t) => {
    const path = join(folderOf(t), 'kme.db');
    {
      using database = await openPool(path);
      database.transaction(() => addKey(database, 'one'));
    }
    assert.equal(statSync(path).mode & 0o777, 0o600);
    using again = await openPool(path);
    assert.equal(countKeys(again), 1);
  });

  test('undoes all of a transaction that fails, and passes its error on', async (t) => {
    using database = await openPool(join(folderOf(t), 'kme.db'));
    const failure = new RangeError('half way');
    assert.throws(
      () =>
        database.transaction(() => {
          addKey(database, 'one');
          throw failure;
        }),
      failure,
    );
    assert.equal(countKeys(database), 0);
    database.transaction(() => addKey(database, 'two'));
    assert.equal(countKeys(database), 1);
  });

  test('of the first version gets the tables of streams, the columns of fibres, and keeps its keys', async (t) => {
    const path = join(folderOf(t), 'kme.db');
    {
      using database = await openPool(path);
      addKey(database, 'one');
    }
    const older = new DatabaseSync(path);
    const columns = ['length_km', 'loss_db', 'pulse_rate_hz'].map((name) => `ALTER TABLE link DROP COLUMN ${name};`);
    const totals =
      'DROP TRIGGER unit_added; DROP TRIGGER unit_removed; DROP TABLE unit_total; DROP INDEX unit_owner; CREATE INDEX unit_expiry ON unit (expires_ms);';
    older.exec(
      `${totals} DROP TABLE seal; DROP TABLE chunk; DROP TABLE stream; ${columns.join(' ')} PRAGMA user_version = 1`,
    );
    older.close();
    using again = await openPool(path);
    assert.equal(countKeys(again), 1);
    assert.equal(again.prepare('SELECT count(*) AS n FROM stream').get()?.['n'], 0);
    assert.equal(again.prepare('SELECT count(*) AS n FROM chunk').get()?.['n'], 0);
    assert.equal(again.prepare('SELECT count(length_km) AS n FROM link').get()?.['n'], 0);
  });

  test('belongs to one process at a time', async (t) => {
    const path = join(folderOf(t), 'kme.db');
    using first = await openPool(path);
    assert.equal(countKeys(first), 0);
    await assert.rejects(openPool(path), (error) => isQForgeError(error, 'KEY_POOL_BUSY'));
  });

  test('refuses what is damaged, newer than itself, or no database', async (t) => {
    const folder = folderOf(t);
    const damaged = join(folder, 'damaged.db');
    writeFileSync(damaged, 'this is no database, and longer than the header of one would have to be. '.repeat(20));
    await assert.rejects(openPool(damaged), (error) => isQForgeError(error, 'KEY_POOL_DAMAGED'));
    const newer = join(folder, 'newer.db');
    const database = new DatabaseSync(newer);
    database.exec('PRAGMA user_version = 99');
    database.close();
    await assert.rejects(openPool(newer), (error) => isQForgeError(error, 'KEY_POOL_DAMAGED'));
  });

  test('says so when the file cannot be made', async (t) => {
    const folder = folderOf(t);
    mkdirSync(join(folder, 'is-a-folder'));
    for (const path of [join(folder, 'missing', 'kme.db'), join(folder, 'is-a-folder')]) {
      await assert.rejects(openPool(path), (error) => isQForgeError(error, 'KEY_POOL_UNWRITABLE'));
    }
  });

  test('overwrites what is deleted', async (t) => {
    const path = join(folderOf(t), 'kme.db');
    const canary = Buffer.from('canary that must not stay in the file');
    {
      using database = await openPool(path);
      const add = database.prepare('INSERT INTO unit (peer, number, bytes, expires_ms) VALUES (?, ?, ?, ?)');
      database.transaction(() => add.run('b', 1, canary, 1));
    }
    assert.ok(readFileSync(path).includes(canary));
    {
      using database = await openPool(path);
      database.transaction(() => database.prepare('DELETE FROM unit').run());
    }
    assert.ok(!readFileSync(path).includes(canary));
    chmodSync(path, 0o600);
  });
});
