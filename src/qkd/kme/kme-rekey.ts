import type { Clock } from '../../base/index.ts';
import type { KmeConfig } from './kme-config.ts';
import { KmeDatabase } from './kme-database.ts';
import { type NewProtection, PoolKeyFile, type PoolPassphrases } from './pool-key-file.ts';
import type { RekeyReport } from './pool-seal.ts';

/** What a change of keys is made with. */
export interface RekeyWish {
  readonly clock: Clock;
  readonly passphrases: PoolPassphrases;
  readonly protection: NewProtection;
}

/** New keys for the pool of a key manager that does not run. Throws as {@link KmeDatabase.rekey}. */
export function rekeyKme(
  { kme, database, keyFile: path }: Pick<KmeConfig, 'kme' | 'database' | 'keyFile'>,
  { clock, passphrases, protection }: RekeyWish,
): Promise<RekeyReport> {
  const keyFile = new PoolKeyFile(path, passphrases);
  return KmeDatabase.rekey(database, { kme, keyFile, wallMs: clock.wallMs() }, protection);
}
