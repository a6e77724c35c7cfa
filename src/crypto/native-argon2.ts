import { argon2 } from 'node:crypto';
import { QForgeError, SecretBytes } from '../base/index.ts';
import type { PassphraseKdf } from './passphrase-kdf.ts';

const KEY_BYTES = 32;

/** Argon2id (RFC 9106) of OpenSSL, on a thread of its own. */
export const nativeArgon2id: PassphraseKdf = (passphrase, salt, { memoryKiB, passes, parallelism }) =>
  new Promise((resolve, reject) => {
    const parameters = {
      message: passphrase.expose(),
      nonce: salt,
      memory: memoryKiB,
      passes,
      parallelism,
      tagLength: KEY_BYTES,
    };
    argon2('argon2id', parameters, (failure, key) => {
      if (failure === null) resolve(SecretBytes.take(key));
      else reject(new QForgeError('INTERNAL', { what: 'Argon2id' }));
    });
  });
