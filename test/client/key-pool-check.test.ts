import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext, test } from 'node:test';
import { SecretBytes, systemClock, utf8 } from '../../src/base/index.ts';
import { checkKeyPool } from '../../src/client/key-pool-check.ts';
import { rekeyKme } from '../../src/qkd/index.ts';
import { KmeDatabase } from '../../src/qkd/kme/kme-database.ts';
import { PoolKeyFile } from '../../src/qkd/kme/pool-key-file.ts';
import { temporaryFolder } from '../daemon/temporary-folder.ts';
import { writePlainPool } from '../qkd/kme/plain-pool.ts';

interface Place {
  readonly folder: string;
  readonly config: string;
  readonly database: string;
  readonly keyFile: string;
}

/** A configuration whose key file is in a folder of its own. */
function placeOf(t: TestContext, keyFile = 'keys/a.pool-key'): Place {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'keys'), { mode: 0o700 });
  chmodSync(folder, 0o700);
  const config = join(folder, 'kme-a.json');
  const tls = { certificate: 'a.crt', privateKey: 'a.key', authority: 'ca.crt' };
  const document = {
    kme: 'kme-a',
    listen: 'https://127.0.0.1:1',
    database: 'a.db',
    keyFile,
    tls,
    saes: [],
    neighbours: [],
  };
  writeFileSync(config, JSON.stringify(document));
  return { folder, config, database: join(folder, 'a.db'), keyFile: join(folder, keyFile) };
}

function open({ database, keyFile }: Place): Promise<KmeDatabase> {
  return KmeDatabase.open(database, { kme: 'kme-a', keyFile: new PoolKeyFile(keyFile), wallMs: 1_700_000_000_000 });
}

async function closedPool(place: Place): Promise<void> {
  (await open(place))[Symbol.dispose]();
}

/** Status and detail by name. */
async function findingsOf({ config }: Place): Promise<Record<string, string>> {
  const findings = await checkKeyPool(config);
  return Object.fromEntries(findings.map(({ name, status, detail }) => [name, `${status}: ${detail}`]));
}

describe('what doctor says of keys at rest', () => {
  test('is all good where they are sealed and closed to others, whether the key manager runs or not', async (t) => {
    const place = placeOf(t);
    assert.deepEqual(await findingsOf(place), {
      'keys at rest': `good: kme-a has none yet: its first start makes ${place.database}, sealed`,
    });
    const good = {
      'keys at rest': `good: those of kme-a are sealed in ${place.database}, under a data key of 2023-11-14`,
      'pool key file': `good: ${place.keyFile} is that of the pool, without a passphrase, closed to others`,
      'pool files': `good: ${place.database} is closed to others`,
    };
    {
      using running = await open(place);
      const files = readdirSync(place.folder);
      assert.deepEqual(await findingsOf(place), good);
      assert.deepEqual(readdirSync(place.folder), files);
      assert.equal(running.prepare('SELECT count(*) AS n FROM seal').get()?.['n'], 1);
    }
    const bytes = readFileSync(place.database);
    assert.deepEqual(await findingsOf(place), good);
    assert.deepEqual([readFileSync(place.database), readdirSync(place.folder).includes('a.db-wal')], [bytes, false]);
  });

  test('tells a passphrase from none, and warns of an open key file beside its pool', async (t) => {
    const place = placeOf(t, 'a.pool-key');
    await closedPool(place);
    assert.match((await findingsOf(place))['pool key file'] ?? '', /^warning: .* without a passphrase in the folder/u);
    const passphrase = (): Promise<SecretBytes> => Promise.resolve(SecretBytes.copyOf(utf8('correct horse')));
    const wish = { clock: systemClock, passphrases: {}, protection: passphrase };
    await rekeyKme({ kme: 'kme-a', ...place }, wish);
    const { 'keys at rest': atRest = '', 'pool key file': keyFile = '' } = await findingsOf(place);
    assert.match(keyFile, /^good: .* is under a passphrase/u);
    assert.ok(atRest.endsWith(new Date().toISOString().slice(0, 10)), atRest);
  });

  test('is bad where they are not sealed', async (t) => {
    const place = placeOf(t);
    writePlainPool(place.database);
    chmodSync(place.database, 0o600);
    rmSync(`${place.database}-wal`);
    assert.deepEqual(Object.keys(await findingsOf(place)).slice(0, 1), ['keys at rest']);
    assert.match((await findingsOf(place))['keys at rest'] ?? '', /^bad: .* are not sealed/u);
    await closedPool(place);
    assert.match((await findingsOf(place))['keys at rest'] ?? '', /^good: .* are sealed/u);
  });

  test('is bad where the key file is missing, damaged, open to others or another one', async (t) => {
    const place = placeOf(t);
    await closedPool(place);
    const own = readFileSync(place.keyFile);
    const keyFile = async (): Promise<string> => (await findingsOf(place))['pool key file'] ?? '';
    chmodSync(place.keyFile, 0o640);
    assert.match(await keyFile(), /^bad: .*0640/u);
    rmSync(place.keyFile);
    assert.match(await keyFile(), /^bad: /u);
    writeFileSync(place.keyFile, own.subarray(1), { mode: 0o600 });
    assert.match(await keyFile(), /^bad: .*damaged/u);
    const other = placeOf(t);
    await closedPool(other);
    copyFileSync(other.keyFile, place.keyFile);
    assert.match(await keyFile(), /^bad: .*another pool/u);
    const advice = (await checkKeyPool(place.config)).filter(({ status }) => status === 'bad');
    assert.ok(advice.every((finding) => finding.advice !== undefined));
  });

  test('names files and folders that others can get at', async (t) => {
    const place = placeOf(t);
    await closedPool(place);
    chmodSync(place.database, 0o644);
    chmodSync(join(place.folder, 'keys'), 0o770);
    const findings = (await checkKeyPool(place.config)).filter(({ name }) => name === 'pool files');
    assert.deepEqual(
      findings.map(({ status, detail }) => [status, detail]),
      [
        ['bad', `others can get at ${place.database} (mode 0644)`],
        ['bad', `others can get at ${join(place.folder, 'keys')} (mode 0770)`],
      ],
    );
  });

  test('tells of a change of keys that was cut short', async (t) => {
    const place = placeOf(t);
    await closedPool(place);
    const name = '.a.pool-key.0123abcd-0000-4000-8000-00000000000f.tmp';
    linkSync(place.keyFile, join(place.folder, 'keys', name));
    assert.match((await findingsOf(place))['keys at rest'] ?? '', /^warning: .*cut short/u);
  });

  test('is bad where there is no configuration, no pool in the file, or a newer one', async (t) => {
    const place = placeOf(t);
    writeFileSync(place.database, 'no database, and longer than the header of one has to be '.repeat(20), {
      mode: 0o600,
    });
    assert.match((await findingsOf(place))['keys at rest'] ?? '', /^bad: .*is damaged/u);
    rmSync(place.database);
    await closedPool(place);
    {
      using newer = new DatabaseSync(place.database);
      newer.exec('PRAGMA user_version = 99');
    }
    assert.match((await findingsOf(place))['keys at rest'] ?? '', /^bad: .*newer version/u);
    rmSync(place.config);
    assert.match((await findingsOf(place))['keys at rest'] ?? '', /^bad: /u);
  });
});
