import { QForgeError } from '../../base/index.ts';

/** A version of nats-server, and what it can do. */
export interface ServerVersion {
  readonly text: string;
  /** It takes `sync_interval: always`: what is acknowledged is on the disk of a quorum, not only in its memory. */
  readonly syncsAlways: boolean;
  /** The oldest that is advised for data that matters. */
  readonly isAdvised: boolean;
}

const SYNCS_ALWAYS_SINCE = [2, 10, 0] as const;
const ADVISED_SINCE = [2, 12, 3] as const;
const OLDEST = [2, 9, 0] as const;

/** Reads what `nats-server --version` prints. Throws `NATS_SERVER_UNFIT` for what is older than 2.9 or says something else. */
export function parseServerVersion(unverified: string): ServerVersion {
  const text = /v?(?<version>\d{1,4}\.\d{1,4}\.\d{1,4})/u.exec(unverified)?.groups?.['version'];
  if (text === undefined) throw new QForgeError('NATS_SERVER_UNFIT', { reason: 'it does not tell its version' });
  const version = text.split('.').map(Number);
  if (!isAtLeast(version, OLDEST)) {
    throw new QForgeError('NATS_SERVER_UNFIT', { reason: `version ${text} is older than ${OLDEST.join('.')}` });
  }
  return {
    text,
    syncsAlways: isAtLeast(version, SYNCS_ALWAYS_SINCE),
    isAdvised: isAtLeast(version, ADVISED_SINCE),
  };
}

function isAtLeast(version: readonly number[], wanted: readonly number[]): boolean {
  for (const [index, part] of wanted.entries()) {
    const difference = (version[index] ?? 0) - part;
    if (difference !== 0) return difference > 0;
  }
  return true;
}
