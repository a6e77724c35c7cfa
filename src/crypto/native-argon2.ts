import { argon2 } from 'node:crypto';
import { promisify } from 'node:util';
import { QForgeError, SecretBytes } from '../base/index.ts';
import type { PassphraseKdf } from './passphrase-kdf.ts';

const KEY_BYTES = 32;
const argon2OnItsThread = promisify(argon2);

/** Argon2id (RFC 9106) of OpenSSL, on a thread of its own. */
export const nativeArgon2id: PassphraseKdf = async (passphrase, salt, { memoryKiB, passes, parallelism }) => {
  const message = passphrase.expose();
  const parameters = { message, nonce: salt, memory: memoryKiB, passes, parallelism, tagLength: KEY_BYTES };
  try {
    return SecretBytes.take(await argon2OnItsThread('argon2id', parameters));
  } catch {
    throw new QForgeError('INTERNAL', { what: 'Argon2id' });
  }
};
