import { mkdir } from 'node:fs/promises';
import { QForgeError, type SecretBytes } from '../../base/index.ts';
import { createIdentityFile } from '../../client/index.ts';
import { VOTE_SCHEME, validatorIdOf } from '../../consensus/index.ts';
import {
  type CryptoBackend,
  nativeBackend,
  readKeyFile,
  type SigningKey,
  writeFileAtomically,
  writeKeyFile,
} from '../../crypto/index.ts';
import { formatVerifierKey, NoteSigner } from '../../tlog/index.ts';
import type { MemberCard } from './member-card.ts';
import { validatorFolder } from './validator-folder.ts';

const WITNESS_SCHEME = 'ML-DSA-44';
const OWNER_FOLDER = 0o700;
const PUBLIC_FILE = 0o644;

/** What a new validator is called, and where it will listen. */
export interface InitOptions {
  readonly name: string;
  readonly address: string;
  /** Protects the three key files; without one, whoever reads the folder can vote. */
  readonly passphrase: SecretBytes | undefined;
}

/**
 * Makes the keys of a validator - identity, votes, witness - in a new folder, and its card for the others.
 *
 * Throws `KEY_FILE_EXISTS` where there is one already, `DISK_FULL`, `FILE_UNWRITABLE`.
 */
export async function initValidator(
  root: string,
  { name, address, passphrase }: InitOptions,
  backend: CryptoBackend = nativeBackend,
): Promise<MemberCard> {
  const folder = validatorFolder(root);
  await mkdir(root, { recursive: true, mode: OWNER_FOLDER });
  const { peerId } = await createIdentityFile(folder.identity, { passphrase });
  const voteKey = backend.signature(VOTE_SCHEME).generate();
  const witnessKey = backend.signature(WITNESS_SCHEME).generate();
  await writeSigningKey(folder.voteKey, voteKey, passphrase);
  await writeSigningKey(folder.witnessKey, witnessKey, passphrase);
  const card = {
    name,
    peerId,
    address,
    voteKey: Buffer.from(voteKey.publicKey.bytes).toString('base64'),
    witnessKey: formatVerifierKey(witnessSigner(voteKey, witnessKey, backend).key),
  };
  const bytes = new TextEncoder().encode(`${JSON.stringify(card, undefined, 2)}\n`);
  await writeFileAtomically(folder.card, bytes, { mode: PUBLIC_FILE, overwrite: false });
  return card;
}

/** The witness of a validator: its name in signatures is the id of the validator. */
export function witnessSigner(voteKey: SigningKey, witnessKey: SigningKey, backend: CryptoBackend): NoteSigner {
  return new NoteSigner(backend, validatorIdOf(voteKey, backend), 'ml-dsa-44-cosignature', witnessKey);
}

/** The vote key and the witness key. Throws as `readKeyFile`. */
export async function readValidatorKeys(
  root: string,
  passphrase: (() => Promise<SecretBytes>) | undefined,
  backend: CryptoBackend,
): Promise<{ readonly voteKey: SigningKey; readonly witnessKey: SigningKey }> {
  const folder = validatorFolder(root);
  return {
    voteKey: await readSigningKey(folder.voteKey, VOTE_SCHEME, passphrase, backend),
    witnessKey: await readSigningKey(folder.witnessKey, WITNESS_SCHEME, passphrase, backend),
  };
}

async function writeSigningKey(path: string, key: SigningKey, passphrase: SecretBytes | undefined): Promise<void> {
  using secret = key.exportSecret();
  await writeKeyFile(path, secret, passphrase === undefined ? 'unprotected' : { passphrase });
}

async function readSigningKey(
  path: string,
  scheme: typeof VOTE_SCHEME | typeof WITNESS_SCHEME,
  passphrase: (() => Promise<SecretBytes>) | undefined,
  backend: CryptoBackend,
): Promise<SigningKey> {
  const { payload } = await readKeyFile(path, passphrase);
  using secret = payload;
  const { secretBytes } = backend.signature(scheme);
  if (secret.length !== secretBytes)
    throw new QForgeError('KEY_FILE_DAMAGED', { path, reason: 'it holds another key' });
  return backend.signature(scheme).fromSecret(secret.expose());
}
