import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileWriteError } from '../../crypto/index.ts';
import { VERIFIERS_FILE } from './audit-keys.ts';

/**
 * Where the parts of a trail are. spec/audit-trail §1
 *
 *     DIR/signing.key             both private keys, unless they are kept elsewhere
 *     DIR/verifiers.txt           both public keys
 *     DIR/journal/N.jsonl         entries from N on, as they happened
 *     DIR/log/checkpoint, tile/   the tree over them: C2SP tlog-tiles
 */
export interface AuditPaths {
  readonly signingKey: string;
  readonly verifiers: string;
  readonly journal: string;
  readonly log: string;
}

/** The paths of the trail in that folder. */
export function auditPaths(folder: string): AuditPaths {
  return {
    signingKey: join(folder, 'signing.key'),
    verifiers: join(folder, VERIFIERS_FILE),
    journal: join(folder, 'journal'),
    log: join(folder, 'log'),
  };
}

/** Makes the folder, for its owner alone, if there is none. Throws `FILE_UNWRITABLE` or `DISK_FULL`. */
export async function prepareAuditFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw fileWriteError(folder, error);
  });
}
