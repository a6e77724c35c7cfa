import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { SqliteFile } from '../../src/messaging/sqlite-file.ts';
import { folderOf } from './peer-rig.ts';

const schema = { applicationId: 7, versions: ['CREATE TABLE note (text TEXT NOT NULL) STRICT'] };
const count = (file: SqliteFile): unknown => file.prepare('SELECT count(*) AS n FROM note').get()?.['n'];

test('a transaction is there as a whole or not at all, and its own errors pass', async (t) => {
  const path = join(folderOf(t), 'notes.db');
  using file = await SqliteFile.open(path, schema);
  const add = (text: string): unknown => file.prepare('INSERT INTO note VALUES (?)').run(text);
  file.transaction(() => add('one'));
  const failure = new RangeError('half way');
  assert.throws(
    () =>
      file.transaction(() => {
        add('two');
        throw failure;
      }),
    failure,
  );
  assert.equal(count(file), 1);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('two processes can use one file', async (t) => {
  const path = join(folderOf(t), 'notes.db');
  using first = await SqliteFile.open(path, schema);
  using second = await SqliteFile.open(path, schema);
  for (const [index, file] of [first, second, first, second].entries()) {
    file.transaction(() => file.prepare('INSERT INTO note VALUES (?)').run(String(index)));
  }
  assert.equal(count(first), 4);
  assert.equal(count(second), 4);
});

test('what is deleted is neither in the file nor in its log', async (t) => {
  const path = join(folderOf(t), 'notes.db');
  using file = await SqliteFile.open(path, schema);
  const canary = 'canary-'.repeat(20);
  file.transaction(() => file.prepare('INSERT INTO note VALUES (?)').run(canary));
  const files = (): Buffer =>
    Buffer.concat([path, `${path}-wal`].filter((name) => existsSync(name)).map((name) => readFileSync(name)));
  assert.ok(files().includes(canary));
  file.transaction(() => file.prepare('DELETE FROM note').run());
  file.emptyLog();
  assert.ok(!files().includes(canary));
});

test('tables grow from version to version; a newer file is left alone', async (t) => {
  const path = join(folderOf(t), 'notes.db');
  {
    using file = await SqliteFile.open(path, schema);
    file.transaction(() => file.prepare('INSERT INTO note VALUES (?)').run('kept'));
  }
  const next = { ...schema, versions: [...schema.versions, 'ALTER TABLE note ADD COLUMN age INTEGER'] };
  {
    using file = await SqliteFile.open(path, next);
    assert.equal(file.prepare('SELECT text, age FROM note').get()?.['text'], 'kept');
  }
  await assert.rejects(
    SqliteFile.open(path, schema),
    (error) => isQForgeError(error, 'MAIL_STORE_DAMAGED') && /newer version/u.test(error.message),
  );
});
