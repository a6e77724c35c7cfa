import { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { type IdentityFlags, withIdentityFlags } from '../identity-flags.ts';
import { existingPassphrase, passphraseSource } from '../passphrase.ts';
import { readSettings } from '../settings.ts';
import { printJson, printLines } from '../standard-output.ts';

interface IdFlags extends IdentityFlags {
  readonly json?: true;
}

/** `qforge id`: prints who this device is. */
export function idCommand(): Command {
  const command = withIdentityFlags(new Command('id'))
    .summary('print your PeerId')
    .description('Print the PeerId of your identity: what others need to know to reach you and nobody else.')
    .option('--json', 'print one JSON document, with cipher suites and the validity of the certificate')
    .action(id);
  return withExamples(command, [
    { commandLine: 'qforge id', meaning: 'Print your PeerId; give it to your peers by a way that you trust.' },
    { commandLine: 'qforge id --json', meaning: 'Also see until when the certificate is valid.' },
  ]);
}

async function id(flags: IdFlags): Promise<void> {
  const { loadIdentityFile } = await import('../../client/index.ts');
  const { identityPath } = readSettings(process.env, flags.identity);
  const identity = await loadIdentityFile(identityPath, () =>
    existingPassphrase(passphraseSource(flags, process.env), identityPath),
  );
  if (flags.json !== true) return printLines([identity.peerId]);
  const { notBeforeSeconds, notAfterSeconds } = identity.certificate;
  printJson({
    peerId: identity.peerId,
    identity: identityPath,
    level: identity.suites[0]?.level,
    suites: identity.suites.map(({ name }) => name),
    certificate: { notBefore: isoTime(notBeforeSeconds), notAfter: isoTime(notAfterSeconds) },
  });
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
