import { basename, dirname } from 'node:path';
import { temporaryNames } from '../../src/qkd/kme/erased-files.ts';
import { KmeDatabase } from '../../src/qkd/kme/kme-database.ts';
import { LinkPool, UNIT_BYTES } from '../../src/qkd/kme/link-pool.ts';
import { PoolKeyFile } from '../../src/qkd/kme/pool-key-file.ts';

const KME = 'kme-a';
const LIFETIME_MS = 1000;

/** Stores the unit before the number in a pool, then gives the pool new keys. */
export async function keepUnit(path: string, number: number): Promise<void> {
  {
    using database = await KmeDatabase.open(path, keysOf(path));
    const pool = poolOf(database);
    const key = new Uint8Array(UNIT_BYTES).fill(number);
    const quality = { qber: 0, keyRate: 0, simulated: true };
    database.transaction(() => pool.deposit({ firstUnit: number - 1, key, quality }, 0));
  }
  await KmeDatabase.rekey(path, keysOf(path), 'same');
}

/** The numbers after those of the units that are there, each with the key that was stored. Throws when anything is left of a change of keys. */
export async function unitsOf(path: string): Promise<readonly number[]> {
  using database = await KmeDatabase.open(path, keysOf(path));
  const remains = await temporaryNames(keysOf(path).keyFile.path);
  if (remains.length > 0) throw new Error(`${remains.join(', ')} beside ${basename(path)} in ${dirname(path)}`);
  const pool = poolOf(database);
  const numbers: number[] = [];
  const undone = new Error('undone');
  try {
    database.transaction(() => {
      for (let number = 0; number < pool.nextUnit; number += 1) {
        const [unit] = (number % 2 === 0 ? pool.take(1, 0) : pool.takeNamed([number], 0)) ?? [];
        if (unit === undefined || unit.number !== number || unit.bytes.expose().some((byte) => byte !== number + 1))
          continue;
        numbers.push(number + 1);
      }
      throw undone;
    });
  } catch (error) {
    if (error !== undone) throw error;
  }
  return numbers;
}

function keysOf(path: string): { readonly kme: string; readonly keyFile: PoolKeyFile; readonly wallMs: number } {
  return { kme: KME, keyFile: new PoolKeyFile(`${path}.pool-key`), wallMs: 0 };
}

function poolOf(database: KmeDatabase): LinkPool {
  return new LinkPool(database, { local: KME, peer: 'kme-b' }, LIFETIME_MS);
}
