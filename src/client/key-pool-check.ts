import { dirname } from 'node:path';
import { isQForgeError } from '../base/index.ts';
import type { KmeConfig, PoolInspection } from '../qkd/index.ts';
import type { InstallationFinding } from './installation-check.ts';

const AT_REST = 'keys at rest';
const KEY_FILE = 'pool key file';
const POOL_FILES = 'pool files';

/**
 * Says how the keys of a key manager are kept on its disk: whether they are sealed, how, who can get at the files, and what is wrong.
 *
 * Asks for no passphrase and changes nothing; the key manager may be running.
 */
export async function checkKeyPool(configPath: string): Promise<readonly InstallationFinding[]> {
  try {
    const { inspectPool, readKmeConfig } = await import('../qkd/index.ts');
    const config = await readKmeConfig(configPath);
    const inspection = await inspectPool(config);
    return [
      atRest(config, inspection),
      ...(inspection.seal === 'sealed' ? [keyFileFinding(config, inspection)] : []),
      ...fileFindings(config, inspection),
    ];
  } catch (error) {
    if (!isQForgeError(error)) throw error;
    return [{ name: AT_REST, status: 'bad', detail: sentenceOf(error), advice: error.hint }];
  }
}

function atRest({ kme, database }: KmeConfig, inspection: PoolInspection): InstallationFinding {
  const { seal, madeMs, isUnfinished } = inspection;
  const name = AT_REST;
  if (seal === undefined) {
    return { name, status: 'good', detail: `${kme} has none yet: its first start makes ${database}, sealed` };
  }
  if (seal === 'plain') {
    const advice = `Start it once with this version, which seals them. Copies of ${database} from before stay readable: erase them.`;
    return { name, status: 'bad', detail: `the keys of ${kme} in ${database} are not sealed`, advice };
  }
  if (isUnfinished) {
    const detail = `a change of the keys of ${kme} was cut short, or is going on`;
    return { name, status: 'warning', detail, advice: 'Nothing is lost; the next start of the key manager ends it.' };
  }
  const age = madeMs === undefined ? '' : `, under a data key of ${new Date(madeMs).toISOString().slice(0, 10)}`;
  return { name, status: 'good', detail: `those of ${kme} are sealed in ${database}${age}` };
}

function keyFileFinding(
  { database, keyFile: path }: KmeConfig,
  { keyFile, fits }: PoolInspection,
): InstallationFinding {
  const name = KEY_FILE;
  if (typeof keyFile !== 'string') {
    const isMissing = isQForgeError(keyFile, 'KEY_FILE_MISSING');
    const advice = isMissing
      ? 'Put back the key file that was made with the pool. Without it, delete the pool: the link makes new keys.'
      : keyFile.hint;
    return { name, status: 'bad', detail: sentenceOf(keyFile), advice };
  }
  if (fits === false) {
    const advice =
      'Put back the key file that was made with the pool. Without it, delete the pool: the link makes new keys.';
    return { name, status: 'bad', detail: `${path} is that of another pool or key manager`, advice };
  }
  if (keyFile === 'passphrase') {
    const detail = `${path} is under a passphrase, closed to others; whether it is that of the pool takes the passphrase`;
    return { name, status: 'good', detail };
  }
  if (dirname(path) === dirname(database)) {
    const detail = `${path} is without a passphrase in the folder of the pool: a copy of the folder opens it`;
    const advice = 'Keep it elsewhere ("keyFile" in the configuration), or say "qforge kme rekey --new-passphrase".';
    return { name, status: 'warning', detail, advice };
  }
  return { name, status: 'good', detail: `${path} is that of the pool, without a passphrase, closed to others` };
}

function fileFindings({ database }: KmeConfig, { seal, exposed }: PoolInspection): readonly InstallationFinding[] {
  const name = POOL_FILES;
  if (exposed.length === 0 && seal === undefined) return [];
  if (exposed.length === 0) return [{ name, status: 'good', detail: `${database} is closed to others` }];
  return exposed.map(({ path, mode, isOwn }) =>
    isOwn
      ? { name, status: 'bad', detail: `others can get at ${path} (mode ${mode})`, advice: `Say "chmod go= ${path}".` }
      : {
          name,
          status: 'bad',
          detail: `${path} belongs to another user`,
          advice: 'Ask as the user that the key manager runs as, or give that user its files.',
        },
  );
}

function sentenceOf({ message }: Error): string {
  return message.replace(/\.$/u, '');
}
