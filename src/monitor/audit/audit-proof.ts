import { QForgeError } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import {
  FileTileStore,
  formatTlogProof,
  type LogPolicy,
  parseTlogProof,
  TreeHasher,
  verifyTlogProof,
} from '../../tlog/index.ts';
import { type AuditEntry, decodeAuditEntry } from './audit-entry.ts';
import { auditPaths } from './audit-folder.ts';
import { readAuditVerifiers } from './audit-keys.ts';
import { CHECKPOINT_PATH, openPublishedLog } from './audit-log.ts';

/** An entry, and the receipt that shows it to be in its trail. */
export interface AuditProof {
  /** C2SP tlog-proof. */
  readonly receipt: Uint8Array;
  /** The entry byte for byte: what the receipt speaks of. */
  readonly entry: Uint8Array;
}

/**
 * Makes the receipt of an entry from the files of a trail, which may be open elsewhere.
 *
 * Throws `LOG_ENTRY_UNKNOWN` when no checkpoint speaks of it yet, `LOG_DAMAGED`, `NOTE_UNVERIFIED` and what reading the keys throws.
 */
export async function readProof(options: {
  readonly folder: string;
  readonly backend: CryptoBackend;
  readonly index: number;
}): Promise<AuditProof> {
  const { folder, backend, index } = options;
  const paths = auditPaths(folder);
  const store = new FileTileStore(paths.log);
  const policy = await readAuditVerifiers(paths.verifiers, backend);
  const { log } = await openPublishedLog(store, new TreeHasher(backend), policy);
  const checkpoint = await store.read(CHECKPOINT_PATH);
  if (checkpoint === undefined) throw new QForgeError('LOG_ENTRY_UNKNOWN', { index, size: 0 });
  const entry = await log.entry(index);
  const proof = await log.proveInclusion(index);
  return { receipt: formatTlogProof({ index, proof, checkpoint }), entry };
}

/** What a receipt shows. */
export interface ProvenEntry {
  readonly entry: AuditEntry;
  readonly origin: string;
  /** Entries that the trail had when the checkpoint of the receipt was signed. */
  readonly size: number;
}

/** Checks a receipt against the public keys of its trail. Throws `MALFORMED`, `NOTE_UNVERIFIED` or `LOG_PROOF_INVALID`. */
export function provenEntry(
  unverified: AuditProof & { readonly backend: CryptoBackend; readonly policy: LogPolicy },
): ProvenEntry {
  const { receipt, entry, backend, policy } = unverified;
  const { origin, size } = verifyTlogProof(new TreeHasher(backend), parseTlogProof(receipt), entry, policy);
  return { entry: decodeAuditEntry(entry), origin, size };
}
