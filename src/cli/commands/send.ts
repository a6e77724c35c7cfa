import { Command } from 'commander';
import { QForgeError } from '../../base/index.ts';
import { withExamples } from '../examples.ts';
import { type IdentityFlags, withIdentityFlags } from '../identity-flags.ts';
import { Interruption } from '../interruption.ts';
import { ProgressBar } from '../progress-bar.ts';

interface SendFlags extends IdentityFlags {
  readonly json?: true;
}

/** `qforge send`: sends a file to a peer. */
export function sendCommand(): Command {
  const command = withIdentityFlags(new Command('send'))
    .summary('send a file to a peer')
    .description(
      'Send a file to a peer that runs "qforge receive". After an interruption the same command goes on where it stopped. Done means: the peer has the whole file on its disk, and its SHA-256 is right.',
    )
    .argument('<file>', 'a regular file')
    .argument('<peer>', 'name of a trusted peer, or a PeerId')
    .argument('[address]', 'where it is, as tcp://host:port; by default the address in the list of peers')
    .option('--json', 'print one JSON document')
    .action(send);
  return withExamples(command, [
    { commandLine: 'qforge send report.pdf bob', meaning: 'Send it to the address that is known for bob.' },
    {
      commandLine: 'qforge send backup.tar qf1... tcp://192.0.2.7:7700',
      meaning: 'To a peer that is not in the list.',
    },
    { commandLine: 'qforge send --json disk.img bob', meaning: 'Bytes, SHA-256, time and rate as data.' },
  ]);
}

async function send(file: string, peer: string, address: string | undefined, flags: SendFlags): Promise<void> {
  if (file === '-') throw standardInputRefused();
  const [{ RunningClient }, { sendFile }, { printSent }] = await Promise.all([
    import('../running-client.ts'),
    import('../../client/index.ts'),
    import('../transfer-report.ts'),
  ]);
  const { signal } = new Interruption('task');
  await using running = await RunningClient.start('send', flags, {});
  const channel = await running.connect(peer, address, signal);
  const bar = new ProgressBar(process.stderr);
  try {
    const receipt = await sendFile(channel, file, { signal, onProgress: (progress) => bar.update(progress) });
    bar.clear();
    printSent(receipt, file, channel.peerId, flags.json === true);
  } finally {
    bar.clear();
  }
}

function standardInputRefused(): QForgeError<'ARGUMENT_INVALID'> {
  return new QForgeError('ARGUMENT_INVALID', {
    argument: 'FILE',
    reason:
      'standard input cannot be read again after an interruption; write it to a file, or send lines with "qforge connect"',
  });
}
