import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import { QForgeError } from '../../base/index.ts';
import type { SecurityLevel } from '../../client/index.ts';
import { withExamples } from '../examples.ts';
import { type IdentityFlags, withIdentityFlags } from '../identity-flags.ts';
import { existingPassphrase, newPassphrase, passphraseSource } from '../passphrase.ts';
import { readSettings } from '../settings.ts';
import { printJson, printLines, printNote } from '../standard-output.ts';

interface KeygenFlags extends IdentityFlags {
  readonly level: SecurityLevel;
  /** False when the open file was asked for by name. */
  readonly passphrase: boolean;
  readonly overwrite?: true;
  readonly renew?: true;
  readonly json?: true;
}

interface MadeIdentity {
  readonly peerId: string;
  readonly action: 'made' | 'renewed';
}

/** `qforge keygen`: makes an identity, or gives one new device keys. */
export function keygenCommand(): Command {
  const command = withIdentityFlags(new Command('keygen'))
    .summary('make an identity and print its PeerId')
    .description(
      'Make an identity and print its PeerId. The identity file is sealed with a passphrase, which is asked for at the terminal or read from a file or descriptor.',
    )
    .addOption(
      new Option('-l, --level <level>', 'strength of the keys')
        .choices(['standard', 'high', 'maximum'])
        .default('high'),
    )
    .addOption(
      new Option('--no-passphrase', 'leave the file open: whoever reads it is you').conflicts([
        'passphraseFile',
        'passphraseFd',
      ]),
    )
    .option('--overwrite', 'replace an identity that is there; its PeerId is lost')
    .addOption(
      new Option(
        '--renew',
        'new device keys and a new certificate for the identity that is there; its PeerId stays',
      ).conflicts(['overwrite']),
    )
    .option('--json', 'print one JSON document')
    .action(keygen);
  return withExamples(command, [
    { commandLine: 'qforge keygen', meaning: 'Make your identity; its passphrase is asked for twice.' },
    {
      commandLine: 'qforge keygen --level maximum --identity ./gateway.key',
      meaning: 'X448 and ML-KEM-1024, in a file of your choice.',
    },
    { commandLine: 'qforge keygen --no-passphrase --json', meaning: 'For a service that starts by itself.' },
    { commandLine: 'qforge keygen --renew', meaning: 'Before the certificate expires.' },
  ]);
}

async function keygen(flags: KeygenFlags): Promise<void> {
  const { identityPath } = readSettings(process.env, flags.identity);
  const made = flags.renew === true ? await renew(flags, identityPath) : await make(flags, identityPath);
  if (flags.json === true) return printJson({ ...made, identity: identityPath });
  printLines([made.peerId]);
  printNote(`identity ${made.action}: ${identityPath}`);
}

async function make(flags: KeygenFlags, path: string): Promise<MadeIdentity> {
  const { createIdentityFile } = await import('../../client/index.ts');
  // Nobody should think of a passphrase for nothing.
  if (flags.overwrite !== true && existsSync(path)) throw new QForgeError('KEY_FILE_EXISTS', { path });
  using passphrase = flags.passphrase ? await newPassphrase(passphraseSource(flags, process.env), path) : undefined;
  const { peerId } = await createIdentityFile(path, {
    level: flags.level,
    overwrite: flags.overwrite === true,
    passphrase,
  });
  return { peerId, action: 'made' };
}

async function renew(flags: KeygenFlags, path: string): Promise<MadeIdentity> {
  const { renewIdentityFile } = await import('../../client/index.ts');
  const { peerId } = await renewIdentityFile(path, () =>
    existingPassphrase(passphraseSource(flags, process.env), path),
  );
  return { peerId, action: 'renewed' };
}
