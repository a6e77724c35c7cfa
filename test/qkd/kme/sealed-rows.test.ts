import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { rewriteRows } from '../../../src/qkd/kme/sealed-rows.ts';

describe('the rows of a pool that hold keys', () => {
  test('are gone through once each, however many there are, and changed where that is wished', () => {
    using database = new DatabaseSync(':memory:');
    database.exec(`
      CREATE TABLE unit (peer TEXT, number INTEGER, bytes BLOB, expires_ms INTEGER, PRIMARY KEY (peer, number)) STRICT, WITHOUT ROWID;
      CREATE TABLE key (id TEXT PRIMARY KEY, master TEXT, bytes BLOB, simulated INTEGER, expires_ms INTEGER) STRICT, WITHOUT ROWID;
    `);
    const addUnit = database.prepare("INSERT INTO unit VALUES (?, ?, x'01', 7)");
    const addKey = database.prepare("INSERT INTO key VALUES (?, 'alice', ?, 1, 9)");
    const [units, keys] = [2345, 1001];
    for (let index = 0; index < units; index += 1) addUnit.run(index % 3 === 0 ? 'a' : 'b', index);
    for (let index = 0; index < keys; index += 1) addKey.run(String(index), index % 2 === 0 ? Uint8Array.of(1) : null);
    const seen = new Set<string>();
    const count = rewriteRows(database, (row, bytes) => {
      assert.deepEqual([...bytes], [1]);
      const text = JSON.stringify(row);
      assert.ok(!seen.has(text), text);
      seen.add(text);
      return row[2] === 'alice' || row[1] === 'a' ? Uint8Array.of(2) : undefined;
    });
    const held = Math.ceil(keys / 2);
    assert.deepEqual(count, { units, keys: held });
    assert.equal(seen.size, units + held);
    assert.ok(seen.has('["unit","a",3,7]') && seen.has('["key","4","alice",1,9]'));
    const changed = (table: string): unknown =>
      database.prepare(`SELECT count(*) AS n FROM ${table} WHERE bytes = x'02'`).get()?.['n'];
    assert.deepEqual([changed('unit'), changed('key')], [Math.ceil(units / 3), held]);
  });
});
