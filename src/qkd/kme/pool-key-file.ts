import { equalPublicBytes, isQForgeError, QForgeError, SecretBytes, utf8 } from '../../base/index.ts';
import { type KeyFileContent, nativeBackend, readKeyFile, writeKeyFile } from '../../crypto/index.ts';
import { SEAL_KEY_BYTES } from './row-sealer.ts';

/** Tells these key files from all others. */
const LABEL = utf8('qforge key pool 1');

/** Where a key manager's key file gets its passphrase from. */
export interface PoolPassphrases {
  /** Asked for when the file has a passphrase. Undefined: there is nowhere to take it from. */
  readonly existing?: (() => Promise<SecretBytes>) | undefined;
  /** Seals a file that is made. Undefined: it is made without. Defined: a file without is refused. */
  readonly wanted?: (() => Promise<SecretBytes>) | undefined;
}

/**
 * The key file of a key manager: a key container with a wrapping key of 32 bytes, mode 0600, under a passphrase or without.
 *
 * Without it, what is sealed in the database is lost.
 */
export class PoolKeyFile {
  readonly path: string;
  readonly #passphrases: PoolPassphrases;

  constructor(path: string, passphrases: PoolPassphrases = {}) {
    this.path = path;
    this.#passphrases = passphrases;
  }

  /**
   * The wrapping key, which the caller wipes. Throws as {@link readKeyFile}, `KEY_FILE_DAMAGED` for a key file of something
   * else, `ARGUMENT_INVALID` for one without the passphrase that was wanted.
   */
  async read(): Promise<SecretBytes> {
    const { existing, wanted } = this.#passphrases;
    const { payload, protection } = await readKeyFile(this.path, wanted ?? existing);
    using content = payload;
    if (wanted !== undefined) this.#requirePassphrase(protection);
    const bytes = content.expose();
    const isOurs = equalPublicBytes(bytes.subarray(0, LABEL.length), LABEL);
    if (!isOurs || bytes.length !== LABEL.length + SEAL_KEY_BYTES) {
      throw new QForgeError('KEY_FILE_DAMAGED', { path: this.path, reason: 'it is not that of a key pool' });
    }
    return SecretBytes.copyOf(bytes.subarray(LABEL.length));
  }

  /** As `read`; makes the file first if there is none. Throws `DISK_FULL` and `FILE_UNWRITABLE` too. */
  async readOrMake(): Promise<SecretBytes> {
    try {
      return await this.read();
    } catch (error) {
      if (!isQForgeError(error, 'KEY_FILE_MISSING')) throw error;
    }
    return this.#make();
  }

  async #make(): Promise<SecretBytes> {
    using key = SecretBytes.take(nativeBackend.random.fill(new Uint8Array(SEAL_KEY_BYTES)));
    using payload = SecretBytes.take(Buffer.concat([LABEL, key.expose()]));
    using passphrase = await this.#passphrases.wanted?.();
    await writeKeyFile(this.path, payload, passphrase === undefined ? 'unprotected' : { passphrase });
    return SecretBytes.copyOf(key.expose());
  }

  #requirePassphrase(protection: KeyFileContent['protection']): void {
    if (protection === 'passphrase') return;
    const reason = `${this.path} was made without one`;
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'The passphrase', reason });
  }
}
