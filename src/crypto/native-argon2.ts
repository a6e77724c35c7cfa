import { type Argon2Parameters, argon2 } from 'node:crypto';
import { QForgeError, SecretBytes } from '../base/index.ts';
import type { PassphraseKdf } from './passphrase-kdf.ts';

const KEY_BYTES = 32;

/** Argon2id (RFC 9106) of OpenSSL, on a thread of its own. */
export const nativeArgon2id: PassphraseKdf = async (passphrase, salt, { memoryKiB, passes, parallelism }) => {
  const message = passphrase.expose();
  const parameters = { message, nonce: salt, memory: memoryKiB, passes, parallelism, tagLength: KEY_BYTES };
  try {
    return SecretBytes.take(await argon2OnItsThread(parameters));
  } catch {
    throw new QForgeError('INTERNAL', { what: 'Argon2id' });
  }
};

/** By hand: `promisify` would bring all of `node:util`, a megabyte of a process. */
function argon2OnItsThread(parameters: Argon2Parameters): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
