import { join } from 'node:path';
import { systemClock } from '../../src/base/index.ts';
import { TrustStore } from '../../src/client/index.ts';
import { nativeBackend, readKeyFile } from '../../src/crypto/index.ts';
import { SqliteMailboxes } from '../../src/messaging/mailbox/sqlite-mailboxes.ts';
import { examineTrail } from '../../src/monitor/audit/audit-examination.ts';
import { HistoryFile } from '../../src/monitor/trends/history-file.ts';
import { takenOf } from './confirmed-mail.ts';
import { unitsOf } from './rekeyed-pool.ts';

/** Kinds of things that are kept in files. */
export const KINDS = ['key-file', 'peers', 'mail', 'confirmed-mail', 'audit', 'history', 'key-pool'] as const;
/** One of them. */
export type Kind = (typeof KINDS)[number];

/** When the first moment of a history was. */
export const HISTORY_START_MS = 1_800_000_000_000;

/** More than a sweep keeps. */
const MANY = 10_000;

/** Where things of a kind are kept in a folder. */
export function placeOf(kind: Kind, folder: string): string {
  return join(folder, kind);
}

/** The numbers of what is kept there, read as the product reads it. Throws when it is damaged. */
export async function keptOf(kind: Kind, path: string): Promise<readonly number[]> {
  return readers[kind](path);
}

const readers: Readonly<Record<Kind, (path: string) => readonly number[] | Promise<readonly number[]>>> = {
  'key-file': async (path) => {
    const { payload } = await readKeyFile(path, () => Promise.reject(new Error('there is no passphrase')));
    const content = payload.expose();
    const [number = 0] = content;
    if (content.length !== 4000 || content.some((byte) => byte !== number)) throw new Error('two versions are mixed');
    return upTo(number);
  },
  peers: async (path) => (await TrustStore.open(path)).list().map(({ name }) => Number(name.slice('peer-'.length))),
  mail: async (path) => {
    await using mailboxes = await SqliteMailboxes.open(path, { clock: systemClock });
    const mail = await mailboxes.collect('bob', { maxItems: MANY, leaseMs: 1 });
    return mail.map(({ id }) => Number.parseInt(id, 16));
  },
  'confirmed-mail': takenOf,
  audit: async (path) => {
    const { size, unfolded, findings } = await examineTrail({ folder: path, backend: nativeBackend });
    if (findings.length > 0) throw new Error(JSON.stringify(findings));
    return upTo(size + unfolded);
  },
  history: (path) => {
    using file = HistoryFile.open(path);
    return file.read('first', 0, 0, Number.POSITIVE_INFINITY).map(({ mean }) => mean);
  },
  'key-pool': unitsOf,
};

function upTo(number: number): readonly number[] {
  return Array.from({ length: number }, (_, index) => index + 1);
}
