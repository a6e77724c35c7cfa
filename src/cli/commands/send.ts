import { Command } from 'commander';
import type { Channel } from '../../client/index.ts';
import { withExamples } from '../examples.ts';
import { type IdentityFlags, withIdentityFlags } from '../identity-flags.ts';
import { Interruption } from '../interruption.ts';
import { type KmeFlags, withKmeFlags } from '../kme-flags.ts';
import { type SecurityFlags, withSecurityFlags } from '../security-flags.ts';

interface SendFlags extends IdentityFlags, KmeFlags, SecurityFlags {
  readonly name?: string;
  readonly leaveOut?: true;
  readonly json?: true;
}

/** `qforge send`: sends files and folders to a peer. */
export function sendCommand(): Command {
  const command = withSecurityFlags(withKmeFlags(withIdentityFlags(new Command('send'))))
    .summary('send files and folders to a peer')
    .description(
      'Send files and folders to a peer that runs "qforge receive", one after the other. When the connection is cut it goes on by itself; after an interruption the same command goes on where it stopped. Done means: the peer has everything on its disk, and every SHA-256 is right. Symbolic links in a folder are sent as links as long as they stay inside it. - is standard input, which cannot be resumed.',
    )
    .usage('[options] <path...> <peer> [address]')
    .argument(
      '<words...>',
      'files and folders; then the peer, by name or PeerId; then perhaps its address, as tcp://host:port',
    )
    .option('-n, --name <name>', 'name at the other side, for one path or for standard input')
    .option('--leave-out', 'leave out of folders what cannot be sent, such as links that lead out of them')
    .option('--json', 'print one JSON document, or one on a line for each of several paths')
    .action(send);
  return withExamples(command, [
    { commandLine: 'qforge send report.pdf bob', meaning: 'Send it to the address that is known for bob.' },
    { commandLine: 'qforge send src README.md bob', meaning: 'A folder with all that is in it, and a file.' },
    {
      commandLine: 'qforge send backup.tar qf1... tcp://192.0.2.7:7700',
      meaning: 'To a peer that is not in the list.',
    },
    {
      commandLine: 'tar c . | qforge send - bob --name work.tar',
      meaning: 'What another program prints, as it comes.',
    },
    { commandLine: 'qforge send --json disk.img bob', meaning: 'Bytes, SHA-256, time and rate as data.' },
  ]);
}

async function send(words: readonly string[], flags: SendFlags): Promise<void> {
  const [{ RunningClient }, { parseSendWords }] = await Promise.all([
    import('../running-client.ts'),
    import('../send-words.ts'),
  ]);
  const { paths, peer, address } = parseSendWords(words, flags.name);
  const { signal } = new Interruption('task');
  await using running = await RunningClient.start('send', flags, {});
  const channel = await running.connect(peer, address, signal);
  for (const path of paths) await sendPath(channel, path, flags, signal, paths.length > 1);
}

async function sendPath(
  channel: Channel,
  path: string,
  flags: SendFlags,
  signal: AbortSignal,
  isOneOfMany: boolean,
): Promise<void> {
  const [{ ProgressBar }, { sendByKind }, { printSent }] = await Promise.all([
    import('../progress-bar.ts'),
    import('../path-sender.ts'),
    import('../transfer-report.ts'),
  ]);
  const bar = new ProgressBar(process.stderr);
  try {
    const receipt = await sendByKind(channel, path, {
      signal,
      leaveOut: flags.leaveOut === true,
      ...(flags.name === undefined ? {} : { name: flags.name }),
      onProgress: (progress) => bar.update(progress),
    });
    bar.clear();
    printSent(receipt, path, channel.peerId, { asJson: flags.json === true, isOneOfMany });
  } finally {
    bar.clear();
  }
}
