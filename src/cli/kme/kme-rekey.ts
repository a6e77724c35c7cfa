import { SecretBytes, systemClock } from '../../base/index.ts';
import { type NewProtection, type RekeyReport, readKmeConfig, rekeyKme } from '../../qkd/index.ts';
import { canAsk } from '../hidden-prompt.ts';
import type { PassphraseFlags } from '../identity-flags.ts';
import { type LogFlags, openObservation } from '../log-flags.ts';
import { existingPassphrase, namedPassphraseSource, newPassphrase, passphraseSource } from '../passphrase.ts';
import { warningLogger } from '../warning-logger.ts';

/** Flags of a change of keys. */
export interface RekeyFlags extends LogFlags, PassphraseFlags {
  readonly newPassphraseFile?: string;
  readonly newPassphraseFd?: number;
  /** Asks for it at the terminal. */
  readonly newPassphrase?: true;
  /** False: the key file is to have none. */
  readonly passphrase: boolean;
}

/** What has new keys now. */
export interface RekeyedPool extends RekeyReport {
  readonly kme: string;
  readonly database: string;
  readonly keyFile: string;
}

/**
 * Gives the pool of a configuration new keys, and tells the audit trail. Throws as {@link rekeyKme}, {@link readKmeConfig},
 * {@link openObservation} and {@link newPassphrase}.
 */
export async function rekeyPool(configPath: string, flags: RekeyFlags): Promise<RekeyedPool> {
  const { kme, database, keyFile } = await readKmeConfig(configPath);
  await using observation = await openObservation(flags, process.env, warningLogger);
  using opened = new DisposableStack();
  let known: SecretBytes | undefined;
  // A descriptor can be read once, and nobody wants to be asked twice.
  const existing = async (): Promise<SecretBytes> => {
    known ??= opened.use(await existingPassphrase(passphraseSource(flags, process.env), keyFile));
    return SecretBytes.copyOf(known.expose());
  };
  const wish = { clock: systemClock, passphrases: { existing }, protection: protectionOf(flags, keyFile) };
  const report = await rekeyKme({ kme, database, keyFile }, wish);
  observation.logger.log('info', 'audit', 'key pool rekeyed', { kme, ...report });
  return { kme, database, keyFile, ...report };
}

function protectionOf(flags: RekeyFlags, keyFile: string): NewProtection {
  if (!flags.passphrase) return 'none';
  const { newPassphraseFile, newPassphraseFd } = flags;
  const named = namedPassphraseSource({
    ...(newPassphraseFile === undefined ? {} : { passphraseFile: newPassphraseFile }),
    ...(newPassphraseFd === undefined ? {} : { passphraseFd: newPassphraseFd }),
  });
  if (named !== undefined) return () => newPassphrase(named, keyFile);
  if (flags.newPassphrase !== true) return 'same';
  return () => newPassphrase(canAsk() ? { kind: 'terminal' } : undefined, keyFile);
}
