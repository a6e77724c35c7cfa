import { join } from 'node:path';
import { ByteReader, ByteWriter, isQForgeError, QForgeError, utf8, utf8Text } from '../../base/index.ts';
import {
  type CryptoBackend,
  readGuardedFile,
  readTextFile,
  type SigningKey,
  writeFileAtomically,
} from '../../crypto/index.ts';
import { formatVerifierKey, type LogPolicy, NoteSigner, NoteVerifier } from '../../tlog/index.ts';

const MAGIC = utf8('qforge audit key v1\n');
const SEED_BYTES = 32;
const SECRET_MODE = 0o600;
const PUBLIC_MODE = 0o644;
const ORIGIN_HEX_DIGITS = 16;

/** Both keys of a trail: an Ed25519 key, by which C2SP logs are known, and an ML-DSA-44 key that cosigns. */
export interface AuditSigners {
  /** The name of the trail. */
  readonly origin: string;
  readonly log: NoteSigner;
  readonly cosigner: NoteSigner;
}

//  | "qforge audit key v1\n" | Ed25519 seed 32 | ML-DSA-44 seed 32 |      spec/audit-trail §4

/** The keys in that file, made first if there is none. Throws what {@link readGuardedFile} and {@link writeFileAtomically} throw. */
export async function openAuditKeys(path: string, backend: CryptoBackend): Promise<AuditSigners> {
  try {
    return await readAuditKeys(path, backend);
  } catch (error) {
    if (!isQForgeError(error, 'KEY_FILE_MISSING')) throw error;
  }
  const ed25519 = backend.signature('Ed25519').generate();
  const mlDsa = backend.signature('ML-DSA-44').generate();
  using first = ed25519.exportSecret();
  using second = mlDsa.exportSecret();
  const file = new ByteWriter().bytes(MAGIC).bytes(first.expose()).bytes(second.expose()).finish();
  await writeFileAtomically(path, file, { mode: SECRET_MODE, overwrite: false });
  file.fill(0);
  return signersOf(backend, ed25519, mlDsa);
}

async function readAuditKeys(path: string, backend: CryptoBackend): Promise<AuditSigners> {
  using file = await readGuardedFile(path, MAGIC.length + 2 * SEED_BYTES);
  const reader = new ByteReader(file.expose(), 'The audit key');
  try {
    if (utf8Text(reader.bytes(MAGIC.length)) !== utf8Text(MAGIC)) throw reader.malformed('it is of another kind');
    const ed25519 = backend.signature('Ed25519').fromSecret(reader.bytes(SEED_BYTES));
    const mlDsa = backend.signature('ML-DSA-44').fromSecret(reader.bytes(SEED_BYTES));
    reader.end();
    return signersOf(backend, ed25519, mlDsa);
  } catch (error) {
    if (!isQForgeError(error, 'MALFORMED')) throw error;
    throw new QForgeError('KEY_FILE_DAMAGED', { path, reason: error.details.reason }, { cause: error });
  }
}

function signersOf(backend: CryptoBackend, ed25519: SigningKey, mlDsa: SigningKey): AuditSigners {
  const digest = backend.hash('SHA-256').digest(ed25519.publicKey.bytes, mlDsa.publicKey.bytes);
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const origin = `qforge-audit/${hex.slice(0, ORIGIN_HEX_DIGITS)}`;
  return {
    origin,
    log: new NoteSigner(backend, origin, 'ed25519', ed25519),
    cosigner: new NoteSigner(backend, `${origin}/ml-dsa-44`, 'ml-dsa-44-cosignature', mlDsa),
  };
}

/** The public keys of a trail as text: one verifier key a line (C2SP signed-note), the log's first. */
export function formatAuditVerifiers({ log, cosigner }: AuditSigners): string {
  return `${formatVerifierKey(log.key)}\n${formatVerifierKey(cosigner.key)}\n`;
}

/** What a checkpoint of the trail with these public keys must bear: both signatures. Throws `MALFORMED`. */
export function parseAuditVerifiers(unverified: string, backend: CryptoBackend): LogPolicy {
  const [logKey = '', cosignerKey = '', ...rest] = unverified.replace(/\n$/u, '').split('\n');
  if (rest.length > 0) throw new QForgeError('MALFORMED', { what: 'The audit keys', reason: 'there are not two' });
  const [log, cosigner] = [logKey, cosignerKey].map((text) => NoteVerifier.parse(backend, text)) as [
    NoteVerifier,
    NoteVerifier,
  ];
  if (log.key.kind !== 'ed25519' || cosigner.key.kind !== 'ml-dsa-44-cosignature') {
    throw new QForgeError('MALFORMED', { what: 'The audit keys', reason: 'they are of other kinds' });
  }
  return { origin: log.key.name, logKeys: [log], witnesses: [cosigner], threshold: 1 };
}

/** Writes the public keys beside the trail, so that whoever looks at it finds them. */
export async function writeAuditVerifiers(folder: string, signers: AuditSigners): Promise<void> {
  const path = join(folder, VERIFIERS_FILE);
  await writeFileAtomically(path, utf8(formatAuditVerifiers(signers)), { mode: PUBLIC_MODE, overwrite: true });
}

/** The file of public keys in the folder of a trail. */
export const VERIFIERS_FILE = 'verifiers.txt';

/** What a checkpoint must bear by that file of public keys. Throws `FILE_MISSING`, `FILE_UNREADABLE` or `MALFORMED`. */
export async function readAuditVerifiers(path: string, backend: CryptoBackend): Promise<LogPolicy> {
  return parseAuditVerifiers(await readTextFile(path), backend);
}
