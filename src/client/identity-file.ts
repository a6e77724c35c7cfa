import { dirname } from 'node:path';
import { type Clock, isQForgeError, QForgeError, SecretBytes, systemClock } from '../base/index.ts';
import {
  type CryptoBackend,
  type KeyFileContent,
  type KeyFileProtection,
  nativeBackend,
  readKeyFile,
  type SecurityLevel,
  type WorkFactors,
  writeKeyFile,
} from '../crypto/index.ts';
import {
  type DeviceIdentity,
  decodeIdentity,
  encodeIdentity,
  generateIdentity,
  renewIdentity,
} from '../handshake/index.ts';
import { makingKeys } from './key-making.ts';
import { makePrivateFolder } from './private-folder.ts';

/** A passphrase, which stays the caller's to wipe, or what asks for it when it is needed; what that gives is wiped. */
export type Passphrase = SecretBytes | (() => Promise<SecretBytes>);

/** How an identity is made. */
export interface CreateIdentityOptions {
  /** Default: `high`. */
  readonly level?: SecurityLevel;
  /** Protects the file. Without one, which has to be said, whoever can read the file has the identity. */
  readonly passphrase: SecretBytes | undefined;
  /** Whether an identity that is already there may be lost; by default not. */
  readonly overwrite?: boolean;
  /** Cost of a guess at the passphrase. */
  readonly work?: WorkFactors;
  readonly clock?: Clock;
  readonly backend?: CryptoBackend;
}

/**
 * Makes a new identity and writes it to a file of mode 0600, making the folder if there is none.
 *
 * Throws `KEY_FILE_EXISTS` unless `overwrite` is set, `ARGUMENT_INVALID` for an empty passphrase, `DISK_FULL` and `FILE_UNWRITABLE`; and
 * `ENTROPY_UNHEALTHY`, `CRYPTO_SELF_TEST_FAILED` and `KEY_PAIR_INCONSISTENT` where no good key can be made here.
 */
export async function createIdentityFile(path: string, options: CreateIdentityOptions): Promise<{ peerId: string }> {
  const { level = 'high', clock = systemClock, backend = nativeBackend } = options;
  await makePrivateFolder(dirname(path));
  const identity = await makingKeys(backend, clock, (guarded) => generateIdentity(guarded, level, clock.wallMs()));
  await writeIdentity(path, identity, options);
  return { peerId: identity.peerId };
}

/**
 * Reads an identity; the passphrase is asked for only if the file has one.
 *
 * Throws `KEY_FILE_MISSING`, `KEY_FILE_DAMAGED`, `KEY_FILE_EXPOSED`, `FILE_UNREADABLE`, `PASSPHRASE_REQUIRED`, `PASSPHRASE_WRONG`.
 */
export async function loadIdentityFile(
  path: string,
  passphrase?: Passphrase,
  backend: CryptoBackend = nativeBackend,
): Promise<DeviceIdentity> {
  const content = await readKeyFile(path, askerOf(passphrase));
  return decode(path, content, backend);
}

/**
 * Gives an identity new device keys and a new certificate; its PeerId and the protection of its file stay.
 *
 * Throws as {@link loadIdentityFile}, `ARGUMENT_INVALID` where the signing identity is kept offline, and as {@link createIdentityFile} where
 * keys cannot be made or the file not be written; then the old identity is still there.
 */
export async function renewIdentityFile(
  path: string,
  passphrase?: Passphrase,
  options: { readonly clock?: Clock; readonly backend?: CryptoBackend; readonly work?: WorkFactors } = {},
): Promise<{ peerId: string }> {
  const { clock = systemClock, backend = nativeBackend } = options;
  let asked: SecretBytes | undefined;
  const ask = askerOf(passphrase);
  const askAndKeep = async (): Promise<SecretBytes> => {
    if (ask === undefined) throw new QForgeError('PASSPHRASE_REQUIRED', { path });
    const given = await ask();
    asked = SecretBytes.copyOf(given.expose());
    return given;
  };
  try {
    const present = decode(path, await readKeyFile(path, askAndKeep), backend);
    const renewed = await makingKeys(backend, clock, (guarded) => renewIdentity(guarded, present, clock.wallMs()));
    await writeIdentity(path, renewed, { ...options, passphrase: asked, overwrite: true });
    return { peerId: renewed.peerId };
  } finally {
    asked?.wipe();
  }
}

/** What `readKeyFile` asks: it wipes what it gets, so a passphrase of the caller's is copied. */
function askerOf(passphrase: Passphrase | undefined): (() => Promise<SecretBytes>) | undefined {
  if (!(passphrase instanceof SecretBytes)) return passphrase;
  return () => Promise.resolve(SecretBytes.copyOf(passphrase.expose()));
}

function decode(path: string, content: KeyFileContent, backend: CryptoBackend): DeviceIdentity {
  using payload = content.payload;
  try {
    return decodeIdentity(payload, backend);
  } catch (error) {
    if (!isQForgeError(error)) throw error;
    throw new QForgeError('KEY_FILE_DAMAGED', { path, reason: 'it holds no valid identity' }, { cause: error });
  }
}

async function writeIdentity(
  path: string,
  identity: DeviceIdentity,
  options: Pick<CreateIdentityOptions, 'passphrase' | 'work' | 'overwrite'>,
): Promise<void> {
  using payload = encodeIdentity(identity);
  await writeKeyFile(path, payload, protectionOf(options), { overwrite: options.overwrite ?? false });
}

function protectionOf({ passphrase, work }: Pick<CreateIdentityOptions, 'passphrase' | 'work'>): KeyFileProtection {
  if (passphrase === undefined) return 'unprotected';
  if (passphrase.length === 0) {
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'The passphrase', reason: 'it is empty' });
  }
  return work === undefined ? { passphrase } : { passphrase, work };
}
