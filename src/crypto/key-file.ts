import { isQForgeError, QForgeError, SecretBytes } from '../base/index.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { readGuardedFile } from './guarded-file.ts';
import {
  decodeKeyContainer,
  encodeUnprotectedKeyContainer,
  type KeyContainer,
  type KeyContainerTools,
  MAX_KEY_CONTAINER_BYTES,
  openKeyContainer,
  sealKeyContainer,
} from './key-container.ts';
import { nativeArgon2id } from './native-argon2.ts';
import { nativeBackend } from './native-backend.ts';
import type { WorkFactors } from './passphrase-kdf.ts';

const tools: KeyContainerTools = { backend: nativeBackend, passphraseKdf: nativeArgon2id };
const OWNER_ONLY = 0o600;

/** How a key file keeps its secret: under a passphrase, or, asked for by name, only by its permission bits. */
export type KeyFileProtection = { readonly passphrase: SecretBytes; readonly work?: WorkFactors } | 'unprotected';

/** A secret from a key file; the caller wipes it. */
export interface KeyFileContent {
  readonly payload: SecretBytes;
  readonly protection: KeyContainer['protection'];
}

/**
 * Writes a secret of at most 64 KiB to a file of mode 0600, whole or not at all.
 *
 * Throws `KEY_FILE_EXISTS` unless `overwrite` is set, `DISK_FULL` or `FILE_UNWRITABLE`, and as {@link sealKeyContainer}.
 */
export async function writeKeyFile(
  path: string,
  payload: SecretBytes,
  protection: KeyFileProtection,
  { overwrite = false }: { readonly overwrite?: boolean } = {},
): Promise<void> {
  using container = await encodeFor(payload, protection);
  try {
    await writeFileAtomically(path, container.expose(), { mode: OWNER_ONLY, overwrite });
  } catch (error) {
    throw isQForgeError(error, 'FILE_EXISTS') ? new QForgeError('KEY_FILE_EXISTS', { path }, { cause: error }) : error;
  }
}

async function encodeFor(payload: SecretBytes, protection: KeyFileProtection): Promise<SecretBytes> {
  if (protection === 'unprotected') return encodeUnprotectedKeyContainer(tools.backend, payload);
  return SecretBytes.take(await sealKeyContainer(tools, payload, protection.passphrase, protection.work));
}

/**
 * Reads a secret from a key file that nobody but its owner, this user, may read.
 *
 * `askPassphrase` is called only if there is a passphrase; what it gives is wiped. Whoever can write to the folder can
 * put an unprotected file in the place of any other: check what the payload says, not only that it could be read.
 * Throws `KEY_FILE_MISSING`, `KEY_FILE_EXPOSED`, `KEY_FILE_DAMAGED`, `FILE_UNREADABLE`, `PASSPHRASE_REQUIRED` or
 * `PASSPHRASE_WRONG`.
 */
export async function readKeyFile(path: string, askPassphrase?: () => Promise<SecretBytes>): Promise<KeyFileContent> {
  using unverified = await readGuardedFile(path, MAX_KEY_CONTAINER_BYTES);
  const container = decode(path, unverified.expose());
  if (container.protection === 'none') {
    return { payload: SecretBytes.copyOf(container.payload), protection: container.protection };
  }
  if (askPassphrase === undefined) throw new QForgeError('PASSPHRASE_REQUIRED', { path });
  using passphrase = await askPassphrase();
  return { payload: await open(path, container, passphrase), protection: container.protection };
}

function decode(path: string, unverified: Uint8Array): KeyContainer {
  try {
    return decodeKeyContainer(tools.backend, unverified);
  } catch (error) {
    if (!isQForgeError(error, 'MALFORMED')) throw error;
    throw new QForgeError('KEY_FILE_DAMAGED', { path, reason: error.details.reason }, { cause: error });
  }
}

async function open(
  path: string,
  container: KeyContainer & { readonly protection: 'passphrase' },
  passphrase: SecretBytes,
): Promise<SecretBytes> {
  try {
    return await openKeyContainer(tools, container, passphrase);
  } catch (error) {
    if (!isQForgeError(error, 'CRYPTO_AUTHENTICATION_FAILED')) throw error;
    throw new QForgeError('PASSPHRASE_WRONG', { path }, { cause: error });
  }
}
