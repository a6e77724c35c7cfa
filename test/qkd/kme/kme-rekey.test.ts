import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext, test } from 'node:test';
import { type ErrorCode, isQForgeError, SecretBytes, utf8 } from '../../../src/base/index.ts';
import { KeyLedger } from '../../../src/qkd/kme/key-ledger.ts';
import type { KmeDatabase } from '../../../src/qkd/kme/kme-database.ts';
import { rekeyKme } from '../../../src/qkd/kme/kme-rekey.ts';
import { LinkPool } from '../../../src/qkd/kme/link-pool.ts';
import type { NewProtection, PoolPassphrases } from '../../../src/qkd/kme/pool-key-file.ts';
import type { RekeyReport } from '../../../src/qkd/kme/pool-seal.ts';
import { writeOwnerOnly } from './copied-pool.ts';
import { folderOf, openPool, seededBytes, simulatedLink, WallClock } from './kme-rig.ts';

const PROGRAM = join(import.meta.dirname, 'rekey-process.ts');
const UNITS = 6;
const KEY_IDS = [1, 2].map((index) => `00000000-0000-4000-8000-00000000000${index}`);
const KEYS = seededBytes('units', UNITS * 32);
const clock = new WallClock();

const code =
  (name: ErrorCode, reason: RegExp = /./u) =>
  (error: unknown): boolean =>
    isQForgeError(error, name) && reason.test(error.message);
const passphrase = (text: string) => (): Promise<SecretBytes> => Promise.resolve(SecretBytes.copyOf(utf8(text)));
const poolOf = (database: KmeDatabase): LinkPool => new LinkPool(database, { local: 'kme-a', peer: 'kme-b' }, 1000);
const keyFileOf = (path: string): string => `${path}.pool-key`;

/** A closed pool with units and two keys. */
async function fullPool(t: TestContext, passphrases: PoolPassphrases = {}): Promise<string> {
  const path = join(folderOf(t), 'kme.db');
  using database = await openPool(path, passphrases);
  const ledger = new KeyLedger(database, 'kme-a');
  database.transaction(() => {
    poolOf(database).deposit({ firstUnit: 0, key: KEYS, quality: simulatedLink }, 0);
    for (const keyId of KEY_IDS) {
      const key = SecretBytes.copyOf(seededBytes(keyId, 32));
      ledger.add({ keyId, master: 'alice', key, simulated: true }, ['bob'], 1000);
    }
  });
  return path;
}

function rekey(
  path: string,
  protection: NewProtection = 'same',
  passphrases: PoolPassphrases = {},
): Promise<RekeyReport> {
  const parts = { kme: 'kme-a', database: path, keyFile: keyFileOf(path) };
  return rekeyKme(parts, { clock, passphrases, protection });
}

/** Asserts that all there was can be had, and leaves it there. */
async function assertWhole(path: string, passphrases?: PoolPassphrases): Promise<void> {
  using database = await openPool(path, passphrases);
  const undone = new Error('undone');
  const takeAll = (): never => {
    const units = [...(poolOf(database).take(3, 0) ?? []), ...(poolOf(database).takeNamed([1, 3, 5], 0) ?? [])];
    assert.equal(units.length, UNITS);
    for (const { number, bytes } of units) {
      assert.deepEqual(bytes.expose(), KEYS.slice(number * 32, number * 32 + 32), `unit ${number}`);
    }
    const keys = new KeyLedger(database, 'kme-a').collect(KEY_IDS, 'bob', 'alice', 0);
    assert.deepEqual(
      keys.map(({ key }) => key.expose()),
      KEY_IDS.map((keyId) => seededBytes(keyId, 32)),
    );
    throw undone;
  };
  assert.throws(() => database.transaction(takeAll), undone);
}

/** All sealed texts in a closed pool, and what wraps its data key. */
function textsOf(path: string): readonly Buffer[] {
  using database = new DatabaseSync(path);
  const rows = database.prepare('SELECT bytes FROM unit UNION ALL SELECT bytes FROM key').all();
  const wrapped = database.prepare('SELECT data_key AS bytes FROM seal').all();
  return [...rows, ...wrapped].map(({ bytes }) => Buffer.from(bytes as Uint8Array));
}

/** Which of these texts is in the pool's files or those beside it. */
function shownBeside(path: string, texts: readonly Buffer[]): number {
  const files = readdirSync(dirname(path)).map((name) => readFileSync(join(dirname(path), name)));
  return texts.filter((text) => files.some((file) => file.includes(text))).length;
}

describe('rekey', () => {
  test('keeps all there is, under keys that have nothing to do with those of before', async (t) => {
    const path = await fullPool(t);
    const before = { texts: textsOf(path), keyFile: readFileSync(keyFileOf(path)), folder: `${dirname(path)}.before` };
    cpSync(dirname(path), before.folder, { recursive: true });
    t.after(() => rmSync(before.folder, { recursive: true }));
    assert.equal(shownBeside(path, before.texts), UNITS + 2 + 1, 'the search finds what is there');
    const report = await rekey(path);
    assert.deepEqual(report, { units: UNITS, keys: 2, damaged: 0, protection: 'none' });
    assert.equal(statSync(keyFileOf(path)).mode & 0o777, 0o600);
    assert.equal(shownBeside(path, [...before.texts, before.keyFile, before.keyFile.subarray(-64, -32)]), 0);
    await assertWhole(path);
    assert.deepEqual(readdirSync(dirname(path)).toSorted(), ['kme.db', 'kme.db.pool-key']);
    // Neither half of before goes with one of now.
    const mixed = join(folderOf(t), 'kme.db');
    copyFileSync(path, mixed);
    writeOwnerOnly(keyFileOf(mixed), keyFileOf(join(before.folder, 'kme.db')));
    await assert.rejects(openPool(mixed), code('KEY_POOL_LOCKED', /another pool/u));
    copyFileSync(join(before.folder, 'kme.db'), mixed);
    writeOwnerOnly(keyFileOf(mixed), keyFileOf(path));
    await assert.rejects(openPool(mixed), code('KEY_POOL_LOCKED', /another pool/u));
    await assertWhole(join(before.folder, 'kme.db'));
  });

  test('notes when the data key was made', async (t) => {
    const path = await fullPool(t);
    clock.nowMs += 1000;
    await rekey(path);
    using database = await openPool(path);
    assert.equal(database.dataKeyMadeMs, clock.nowMs);
  });

  test('changes what the key file is under', async (t) => {
    const path = await fullPool(t);
    const open = (text: string): PoolPassphrases => ({ existing: passphrase(text) });
    assert.equal((await rekey(path, passphrase('first'))).protection, 'passphrase');
    await assert.rejects(openPool(path), code('PASSPHRASE_REQUIRED'));
    await assertWhole(path, open('first'));
    assert.equal((await rekey(path, 'same', open('first'))).protection, 'passphrase');
    await assertWhole(path, open('first'));
    await rekey(path, passphrase('second'), open('first'));
    await assert.rejects(openPool(path, open('first')), code('PASSPHRASE_WRONG'));
    await assertWhole(path, open('second'));
    await assert.rejects(rekey(path, 'none', open('first')), code('PASSPHRASE_WRONG'));
    assert.equal((await rekey(path, 'none', open('second'))).protection, 'none');
    await assertWhole(path);
  });

  test('changes nothing when no passphrase comes', async (t) => {
    const path = await fullPool(t);
    const before = [readFileSync(path), readFileSync(keyFileOf(path))];
    const cause = new RangeError('nobody answers');
    await assert.rejects(
      rekey(path, () => Promise.reject(cause)),
      cause,
    );
    assert.deepEqual([readFileSync(path), readFileSync(keyFileOf(path))], before);
  });

  test('leaves a row that opened for nobody as it is, and says so', async (t) => {
    const path = await fullPool(t);
    {
      using harmed = new DatabaseSync(path);
      harmed.exec('UPDATE unit SET bytes = zeroblob(76) WHERE number = 2');
    }
    assert.equal((await rekey(path)).damaged, 1);
    using database = await openPool(path);
    assert.equal(poolOf(database).takeNamed([1, 3, 5], 0)?.length, 3);
    assert.throws(() => database.transaction(() => poolOf(database).take(3, 0)), code('KEY_POOL_DAMAGED'));
  });

  test('is refused while the pool is open, and where there is none', async (t) => {
    const path = await fullPool(t);
    {
      using database = await openPool(path);
      assert.equal(poolOf(database).blocks, 1);
      await assert.rejects(rekey(path), code('KEY_POOL_BUSY'));
    }
    await assertWhole(path);
    const nowhere = join(folderOf(t), 'kme.db');
    await assert.rejects(rekey(nowhere), code('KEY_POOL_MISSING'));
    assert.ok(!existsSync(nowhere) && !existsSync(keyFileOf(nowhere)));
  });

  test('that is killed before any step of it leaves a whole pool, and after the next start nothing of before', async (t) => {
    const original = await fullPool(t);
    const texts = textsOf(original);
    const oldKeyFile = readFileSync(keyFileOf(original));
    let [kills, kept, replaced, isOver] = [0, 0, 0, false];
    while (!isOver) {
      const path = join(folderOf(t), 'kme.db');
      copyFileSync(original, path);
      writeOwnerOnly(keyFileOf(path), keyFileOf(original));
      const child = spawnSync(process.execPath, [PROGRAM, path, String(kills + 1)], { encoding: 'utf8' });
      isOver = child.signal === null;
      if (isOver) assert.equal(child.stdout, `${kills}\n`, child.stderr);
      else kills += 1;
      const where = `killed before step ${kills}`;
      const isOldFile = readFileSync(keyFileOf(path)).equals(oldKeyFile);
      await assertWhole(path);
      assert.deepEqual(readdirSync(dirname(path)).toSorted(), ['kme.db', 'kme.db.pool-key'], where);
      assert.equal(readFileSync(keyFileOf(path)).equals(oldKeyFile), isOldFile, where);
      if (isOldFile) kept += 1;
      else replaced += 1;
      if (!isOldFile) assert.equal(shownBeside(path, [...texts, oldKeyFile]), 0, where);
    }
    t.diagnostic(`${kills} kills: ${kept} before the key file was replaced, ${replaced - 1} after`);
    assert.ok(kept > 5 && replaced > 10, `${kept} before, ${replaced} after`);
  });
});
