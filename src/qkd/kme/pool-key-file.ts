import { equalPublicBytes, isQForgeError, QForgeError, SecretBytes, utf8 } from '../../base/index.ts';
import { type KeyFileContent, nativeBackend, readKeyFile, writeKeyFile } from '../../crypto/index.ts';
import { eraseTemporaryFiles, keepUntilErased } from './erased-files.ts';
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

/** What a key file that replaces another is under: what that was, nothing, or another passphrase. */
export type NewProtection = 'same' | 'none' | (() => Promise<SecretBytes>);

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

  /** Whether the file is under a passphrase, which nobody is asked for. Throws as `read`, apart from what is about passphrases. */
  async protection(): Promise<KeyFileContent['protection']> {
    try {
      (await new PoolKeyFile(this.path).read()).wipe();
      return 'none';
    } catch (error) {
      if (isQForgeError(error, 'PASSPHRASE_REQUIRED')) return 'passphrase';
      throw error;
    }
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

  /**
   * The passphrase that a file in the place of this one is to have, which the caller wipes; undefined: none.
   *
   * Throws as {@link protection}, `PASSPHRASE_REQUIRED` where there is nowhere to take the same one from, and what gives it throws.
   */
  async newPassphrase(wanted: NewProtection): Promise<SecretBytes | undefined> {
    if (typeof wanted === 'function') return wanted();
    if (wanted === 'none' || (await this.protection()) === 'none') return undefined;
    const ask = this.#passphrases.wanted ?? this.#passphrases.existing;
    if (ask === undefined) throw new QForgeError('PASSPHRASE_REQUIRED', { path: this.path });
    return ask();
  }

  /**
   * Puts another wrapping key in the place of the one that is there, whole or not at all; that stays beside it until {@link eraseRemains}.
   *
   * Throws `FILE_UNWRITABLE` and `DISK_FULL`.
   */
  async replace(key: SecretBytes, passphrase: SecretBytes | undefined): Promise<void> {
    await keepUntilErased(this.path);
    await this.#write(key, passphrase, true);
  }

  /** Overwrites and removes what was replaced, and what a crash left of it. Throws `FILE_UNWRITABLE`. */
  eraseRemains(): Promise<void> {
    return eraseTemporaryFiles(this.path);
  }

  async #make(): Promise<SecretBytes> {
    using key = SecretBytes.take(nativeBackend.random.fill(new Uint8Array(SEAL_KEY_BYTES)));
    using passphrase = await this.#passphrases.wanted?.();
    await this.#write(key, passphrase, false);
    return SecretBytes.copyOf(key.expose());
  }

  async #write(key: SecretBytes, passphrase: SecretBytes | undefined, overwrite: boolean): Promise<void> {
    using payload = SecretBytes.take(Buffer.concat([LABEL, key.expose()]));
    await writeKeyFile(this.path, payload, passphrase === undefined ? 'unprotected' : { passphrase }, { overwrite });
  }

  #requirePassphrase(protection: KeyFileContent['protection']): void {
    if (protection === 'passphrase') return;
    const reason = `${this.path} was made without one`;
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'The passphrase', reason });
  }
}
