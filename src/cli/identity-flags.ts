import { type Command, InvalidArgumentError, Option } from 'commander';

/** Flags that say where a passphrase comes from. */
export interface PassphraseFlags {
  readonly passphraseFile?: string;
  readonly passphraseFd?: number;
}

/** Flags of every command that opens an identity. */
export interface IdentityFlags extends PassphraseFlags {
  readonly identity?: string;
}

/** Adds the flags of a command that opens an identity. */
export function withIdentityFlags(command: Command): Command {
  return withPassphraseFlags(command.option('-i, --identity <path>', 'identity file (environment: QFORGE_IDENTITY)'));
}

/** Adds the flags of a command that opens something with a passphrase. */
export function withPassphraseFlags(command: Command): Command {
  return command
    .option('--passphrase-file <path>', 'file that holds the passphrase (environment: QFORGE_PASSPHRASE_FILE)')
    .addOption(
      new Option('--passphrase-fd <number>', 'open file descriptor to read the passphrase from')
        .argParser(parseDescriptor)
        .conflicts('passphraseFile'),
    );
}

/** Reads the number of an open descriptor. Throws `InvalidArgumentError`. */
export function parseDescriptor(text: string): number {
  if (!/^(?:0|[1-9]\d{0,5})$/u.test(text)) throw new InvalidArgumentError('It is not the number of a descriptor.');
  return Number(text);
}
