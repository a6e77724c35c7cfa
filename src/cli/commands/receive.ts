import { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { type IdentityFlags, withIdentityFlags } from '../identity-flags.ts';
import { Interruption } from '../interruption.ts';
import { type ListenFlags, withListenFlags } from '../listen-flags.ts';

interface ReceiveFlags extends IdentityFlags, ListenFlags {
  readonly directory: string;
  readonly once?: true;
  readonly overwrite?: true;
  readonly json?: true;
}

/** `qforge receive`: accepts files from trusted peers. */
export function receiveCommand(): Command {
  const command = withIdentityFlags(withListenFlags(new Command('receive')))
    .summary('accept files from trusted peers')
    .description(
      'Accept files from trusted peers, until Ctrl-C. A file appears under its name only when it is whole and its SHA-256 is right; what arrived before an interruption is kept, and the sender goes on from there.',
    )
    .option('-d, --directory <path>', 'folder for the files', '.')
    .option('--once', 'end after the first file; a file that cannot be stored then ends with its error')
    .option('--overwrite', 'replace files of the same name')
    .option('--json', 'print one JSON document per line: where it listens, then the files')
    .action(receive);
  return withExamples(command, [
    { commandLine: 'qforge receive', meaning: 'Into the current folder, from all trusted peers.' },
    { commandLine: 'qforge receive --once --directory ~/inbox', meaning: 'Take one file, then end.' },
    {
      commandLine: 'qforge receive --address tcp://127.0.0.1:0 --json',
      meaning: 'Any free port, told in the first line.',
    },
  ]);
}

async function receive(flags: ReceiveFlags): Promise<void> {
  const [{ RunningClient }, { FileInbox }, { announceListening }] = await Promise.all([
    import('../running-client.ts'),
    import('../file-inbox.ts'),
    import('../channel-announcer.ts'),
  ]);
  const interruption = new Interruption('service');
  const asJson = flags.json === true;
  const { directory, overwrite = false, once = false } = flags;
  await using running = await RunningClient.start('receive', flags, {
    listen: flags.address,
    trustOnFirstUse: flags.trustOnFirstUse === true,
  });
  const inbox = new FileInbox({ directory, overwrite, once, asJson, signal: interruption.signal });
  running.client.onChannel((channel) => inbox.serve(channel, running.nameOf(channel)));
  announceListening(running, asJson);
  await Promise.race([interruption.wait(), inbox.done]);
  await inbox.settled();
}
