import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { KeyLedger } from '../../../src/qkd/kme/key-ledger.ts';
import type { KmeDatabase } from '../../../src/qkd/kme/kme-database.ts';
import { LinkPool } from '../../../src/qkd/kme/link-pool.ts';
import { writeOwnerOnly } from './copied-pool.ts';
import { folderOf, openPool, seededBytes } from './kme-rig.ts';

const FIXTURE = join(import.meta.dirname, '../../../testdata/qkd/pool-version-4');
const LIFETIME_MS = 1000;

/** A pool that the program of version 4 has written: testdata/qkd/SOURCES.md says what is in it. */
function version4(t: TestContext): string {
  const path = join(folderOf(t), 'kme.db');
  copyFileSync(`${FIXTURE}.db`, path);
  writeOwnerOnly(`${path}.pool-key`, `${FIXTURE}.pool-key`);
  return path;
}

const versionOf = (path: string): unknown => {
  using database = new DatabaseSync(path, { readOnly: true });
  return database.prepare('PRAGMA user_version').get()?.['user_version'];
};
const poolOf = (database: KmeDatabase, peer: string): LinkPool =>
  new LinkPool(database, { local: 'kme-a', peer }, LIFETIME_MS);
const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

describe('the tables of a pool', () => {
  test('of version 4 are brought to version 5 with all that is in them', async (t) => {
    const path = version4(t);
    assert.equal(versionOf(path), 4);
    {
      using database = await openPool(path);
      const [to0, toB] = [poolOf(database, 'kme-0'), poolOf(database, 'kme-b')];
      // Even numbers are its own towards kme-b, of which 0 was used; odd ones towards kme-0.
      assert.deepEqual([toB.storedUnits(0), toB.storedUnits(1000), to0.storedUnits(0)], [4, 2, 1]);
      assert.deepEqual([toB.nextUnit, to0.nextUnit, database.dataKeyMadeMs], [9, 3, undefined]);
      const units = database.transaction(() => [...(toB.take(4, 0) ?? []), ...(toB.takeNamed([1, 3, 5, 7], 0) ?? [])]);
      const first = seededBytes('block 1', 5 * 32);
      const second = seededBytes('block 2', 4 * 32);
      for (const { number, bytes } of units) {
        const block = number < 5 ? first.subarray(number * 32) : second.subarray((number - 5) * 32);
        assert.equal(hex(bytes.expose()), hex(block.subarray(0, 32)), `unit ${number}`);
      }
      assert.equal(units.length, 8);
      const ledger = new KeyLedger(database, 'kme-a');
      const id = '00000000-0000-4000-8000-000000000001';
      const collect = (sae: string): string | undefined =>
        database.transaction(() => hex(ledger.collect([id], sae, 'alice', 0)[0]?.key.expose()));
      assert.throws(
        () => collect('alice'),
        (error) => isQForgeError(error, 'KME_REQUEST_REJECTED'),
      );
      assert.equal(collect('bob'), hex(seededBytes('key 1', 32)));
      assert.equal(toB.storedUnits(0), 0);
    }
    assert.equal(versionOf(path), 5);
  });

  test('of a newer version are left alone', async (t) => {
    const path = version4(t);
    {
      using database = new DatabaseSync(path);
      database.exec('PRAGMA user_version = 6');
    }
    await assert.rejects(openPool(path), (error) => isQForgeError(error, 'KEY_POOL_DAMAGED'));
    assert.equal(versionOf(path), 6);
  });

  test('answer questions about one end of a link without looking at the rest', async (t) => {
    using database = await openPool(join(folderOf(t), 'kme.db'));
    const statements: string[] = [];
    const noting = {
      sealer: database.sealer,
      prepare: (sql: string) => {
        statements.push(sql);
        return database.prepare(sql);
      },
    };
    assert.ok(new LinkPool(noting, { local: 'kme-a', peer: 'kme-b' }, LIFETIME_MS));
    const planOf = (sql: string): string =>
      database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => String(detail))
        .join('; ');
    const byParity = statements.filter((sql) => sql.includes('number % 2'));
    assert.equal(byParity.length, 3);
    for (const sql of byParity) {
      assert.match(
        planOf(sql),
        /SEARCH unit USING (?:COVERING )?INDEX unit_owner \(peer=\? AND <expr>=\? AND expires_ms[<>]\?\)/u,
      );
    }
    for (const sql of statements) assert.doesNotMatch(planOf(sql), /SCAN|TEMP B-TREE/u, sql);
  });
});
