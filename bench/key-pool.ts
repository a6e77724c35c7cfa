import type { StatementSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/base/index.ts';
import { KmeDatabase } from '../src/qkd/kme/kme-database.ts';
import { LinkPool, UNIT_BYTES } from '../src/qkd/kme/link-pool.ts';
import { PoolKeyFile } from '../src/qkd/kme/pool-key-file.ts';
import { machineLine } from './machine.ts';
import { pairedRuns, type Side } from './paired-runs.ts';
import { ScratchFolder } from './scratch-folder.ts';
import { median } from './statistics.ts';

const SIZES = [1000, 10_000, 100_000];
const LIFETIME_MS = 3_600_000;

/** What one question to a key pool costs as it grows, as it is and as it was up to version 4: `npm run -s bench:key-pool`. */
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const rounds = values.quick ? { warmUps: 1, runs: 3 } : { warmUps: 3, runs: 41 };
const COLUMNS = ['count by a scan', 'count', 'oldest by a scan', 'oldest', 'take and put back'];

const rows: string[] = [];
for (const units of SIZES) {
  await using folder = await ScratchFolder.create();
  const figures = await measure(units, folder);
  const rekeyMs = median(await rekeyTimes(folder, values.quick ? 1 : 5));
  const us = (label: string): string => median(figures.of(label, 'us')).toFixed(1);
  rows.push(`| ${units.toLocaleString('en')} | ${COLUMNS.map(us).join(' | ')} | ${rekeyMs.toFixed(0)} |`);
}
process.stdout.write(
  [
    `Time of one question to the pool of a link in us, median of ${rounds.runs} runs by turns; as many units again are the other end's,`,
    'and older. "By a scan" is the statement of version 4, which had no other way than through the table. Last, new keys for all of them, in ms.',
    '',
    `| own units | ${COLUMNS.join(' | ')} | rekey, ms |`,
    `| ---: | ${COLUMNS.map(() => '---:').join(' | ')} | ---: |`,
    ...rows,
    '',
    machineLine(),
    '',
  ].join('\n'),
);

/** Both ways have a database of their own, alike: a scan leaves nothing in the other's cache. */
async function measure(units: number, folder: ScratchFolder): ReturnType<typeof pairedRuns> {
  const wallMs = systemClock.wallMs();
  const openFilled = async (name: string): Promise<KmeDatabase> => {
    const database = await KmeDatabase.open(folder.file(`${name}.db`), keysOf(folder, name));
    fill(database, poolOf(database), units, wallMs);
    return database;
  };
  using scanned = await openFilled('scanned');
  using database = await openFilled('counted');
  const pool = poolOf(database);
  const scan = 'FROM unit NOT INDEXED WHERE peer = ? AND number % 2 = ? AND expires_ms > ?';
  const index = 'FROM unit WHERE peer = ? AND number % 2 = ? AND expires_ms > ?';
  const columns = 'SELECT number, bytes, expires_ms';
  const ask = (statement: StatementSync) => (): unknown => statement.get('b', 0, wallMs);
  return await pairedRuns(
    [
      side('count by a scan', ask(scanned.prepare(`SELECT count(*) AS units ${scan}`))),
      side('count', () => pool.storedUnits(wallMs)),
      side('oldest by a scan', ask(scanned.prepare(`${columns} ${scan} ORDER BY number LIMIT 1`))),
      side('oldest', ask(database.prepare(`${columns} ${index} ORDER BY expires_ms, number LIMIT 1`))),
      side('take and put back', () => takeAndUndo(database, pool, wallMs)),
    ],
    rounds,
  );
}

/** How long it takes to give a pool new keys, in ms. */
async function rekeyTimes(folder: ScratchFolder, runs: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = systemClock.monotonicMs();
    await KmeDatabase.rekey(folder.file('counted.db'), keysOf(folder, 'counted'), 'same');
    times.push(systemClock.monotonicMs() - start);
  }
  return times;
}

function keysOf(folder: ScratchFolder, name: string): Parameters<typeof KmeDatabase.open>[1] {
  return { kme: 'a', keyFile: new PoolKeyFile(folder.file(`${name}.pool-key`)), wallMs: systemClock.wallMs() };
}

function poolOf(database: KmeDatabase): LinkPool {
  return new LinkPool(database, { local: 'a', peer: 'b' }, LIFETIME_MS);
}

/** The units of one end were used and its neighbour's were not: what is left has the other end's at its front. */
function fill(database: KmeDatabase, pool: LinkPool, units: number, wallMs: number): void {
  const key = new Uint8Array(2 * units * UNIT_BYTES);
  const quality = { qber: 0, keyRate: 0, simulated: true };
  const use = database.prepare('DELETE FROM unit WHERE number >= ? AND number % 2 = ?');
  for (const part of [0, 1]) {
    const firstUnit = part * 2 * units;
    database.transaction(() => {
      pool.deposit({ firstUnit, key, quality }, wallMs + part);
      use.run(firstUnit, part);
    });
  }
}

function takeAndUndo(database: KmeDatabase, pool: LinkPool, wallMs: number): void {
  const undone = new Error('undone');
  try {
    database.transaction(() => {
      for (const { bytes } of pool.take(1, wallMs) ?? []) bytes.wipe();
      throw undone;
    });
  } catch (error) {
    if (error !== undone) throw error;
  }
}

/** The mean of a hundred in a row, of a scan one: the first after a scan waits for the processor's own caches. */
function side(label: string, action: () => unknown): Side {
  const times = label.endsWith('scan') ? 1 : 100;
  return {
    label,
    run: () => {
      const start = process.hrtime.bigint();
      for (let time = 0; time < times; time += 1) action();
      return Promise.resolve({ us: Number(process.hrtime.bigint() - start) / 1000 / times });
    },
  };
}
