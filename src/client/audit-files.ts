import { isQForgeError } from '../base/index.ts';
import { nativeBackend, readWholeFile, writeFileAtomically } from '../crypto/index.ts';
import type * as Monitor from '../monitor/index.ts';
import type { AuditFinding, AuditProof, Examination, ProvenEntry, ReadEntry } from '../monitor/index.ts';

const backend = nativeBackend;
const PUBLIC_MODE = 0o644;

/** How a trail is examined. */
export interface AuditCheckOptions {
  /** A file of public keys that is kept elsewhere; default: the one in the trail. */
  readonly keys?: string;
  /** A file with the checkpoint of the last examination; it is held against the trail, and replaced when all is well. */
  readonly memory?: string;
}

/** What an examination found, with each finding in words. */
export interface AuditCheck extends Omit<Examination, 'findings'> {
  readonly findings: readonly (AuditFinding & { readonly sentence: string })[];
}

/** Examines an audit trail from its files. Throws `FILE_*`, `MALFORMED` and `NOTE_UNVERIFIED` for keys and memory that are none. */
export async function checkAudit(folder: string, { keys, memory }: AuditCheckOptions = {}): Promise<AuditCheck> {
  const { examineTrail, findingSentence, publishedCheckpoint, readAuditVerifiers } = await monitor();
  const policy = keys === undefined ? {} : { policy: await readAuditVerifiers(keys, backend) };
  const remembered = memory === undefined ? undefined : await bytesIfThere(memory);
  const examination = await examineTrail({
    folder,
    backend,
    ...policy,
    ...(remembered === undefined ? {} : { remembered }),
  });
  const checkpoint = memory === undefined ? undefined : await publishedCheckpoint(folder);
  if (memory !== undefined && checkpoint !== undefined && examination.findings.length === 0) {
    await writeFileAtomically(memory, checkpoint, { mode: PUBLIC_MODE, overwrite: true });
  }
  const findings = examination.findings.map((finding) => ({ ...finding, sentence: findingSentence(finding) }));
  return { ...examination, findings };
}

/** The entries of an audit trail from that one on. Throws at the first that is not as it should be. */
export async function* auditEntries(folder: string, from = 0): AsyncGenerator<ReadEntry, void> {
  const { readEntries } = await monitor();
  yield* readEntries({ folder, backend, from });
}

/** Entries of an audit trail before the one of that number, newest first, and how many there are in all. Throws as {@link auditEntries}. */
export async function recentAuditEntries(
  folder: string,
  { before = Number.POSITIVE_INFINITY, count }: { readonly before?: number; readonly count: number },
): Promise<{ readonly size: number; readonly published: number; readonly entries: readonly ReadEntry[] }> {
  const { readEntries, trailSize } = await monitor();
  const { entries: size, published } = await trailSize({ folder, backend });
  const end = Math.min(before, size);
  const entries: ReadEntry[] = [];
  for await (const read of readEntries({ folder, backend, from: Math.max(0, end - count) })) {
    if (read.entry.index >= end) break;
    entries.unshift(read);
  }
  return { size, published, entries };
}

/** The receipt of an entry. Throws `LOG_ENTRY_UNKNOWN`, `LOG_DAMAGED`, `NOTE_UNVERIFIED`, `FILE_*`. */
export async function proveAudit(folder: string, index: number): Promise<AuditProof> {
  const { readProof } = await monitor();
  return readProof({ folder, backend, index });
}

/** What a receipt shows, by public keys from a file. Throws `MALFORMED`, `NOTE_UNVERIFIED`, `LOG_PROOF_INVALID`, `FILE_*`. */
export async function checkAuditProof(paths: {
  readonly receipt: string;
  readonly entry: string;
  readonly keys: string;
}): Promise<ProvenEntry> {
  const { provenEntry, readAuditVerifiers } = await monitor();
  const [receipt, entry] = await Promise.all([readWholeFile(paths.receipt), readWholeFile(paths.entry)]);
  return provenEntry({ receipt, entry, backend, policy: await readAuditVerifiers(paths.keys, backend) });
}

/** Writes a receipt and its entry beside each other; tells their paths. Throws `FILE_EXISTS`, `FILE_UNWRITABLE` and `DISK_FULL`. */
export async function writeAuditProof(
  { receipt, entry }: AuditProof,
  beginning: string,
): Promise<{ readonly receipt: string; readonly entry: string }> {
  const paths = { receipt: `${beginning}.tlog-proof`, entry: `${beginning}.entry` };
  await writeFileAtomically(paths.receipt, receipt, { mode: PUBLIC_MODE, overwrite: false });
  await writeFileAtomically(paths.entry, entry, { mode: PUBLIC_MODE, overwrite: false });
  return paths;
}

/** Only who looks at trails loads what reads them. */
function monitor(): Promise<typeof Monitor> {
  return import('../monitor/index.ts');
}

async function bytesIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readWholeFile(path);
  } catch (error) {
    if (isQForgeError(error, 'FILE_MISSING')) return undefined;
    throw error;
  }
}
