import { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { type IdentityFlags, withIdentityFlags } from '../identity-flags.ts';
import { Interruption } from '../interruption.ts';

interface ConnectFlags extends IdentityFlags {
  readonly json?: true;
}

/** `qforge connect`: a pipe to a peer. */
export function connectCommand(): Command {
  const command = withIdentityFlags(new Command('connect'))
    .summary('send lines to a peer and print its messages')
    .description(
      'Open a channel to a peer: every line of standard input becomes a message, every message of the peer a line of standard output. Ends at the end of input, once the peer has acknowledged everything.',
    )
    .argument('<peer>', 'name of a trusted peer, or a PeerId')
    .argument('[address]', 'where it is, as tcp://host:port; by default the address in the list of peers')
    .option('--json', 'print one JSON document per line: the channel, then the messages')
    .action(connect);
  return withExamples(command, [
    { commandLine: 'qforge connect bob', meaning: 'Talk with bob; Ctrl-D ends it.' },
    { commandLine: 'tail -f app.log | qforge connect collector', meaning: 'Lines go out as they appear.' },
    {
      commandLine: 'echo done | qforge connect qf1... tcp://192.0.2.7:7700',
      meaning: 'One message; 0 means it was taken.',
    },
  ]);
}

async function connect(peer: string, address: string | undefined, flags: ConnectFlags): Promise<void> {
  const [{ RunningClient }, { MessagePipe }] = await Promise.all([
    import('../running-client.ts'),
    import('../message-pipe.ts'),
  ]);
  const interruption = new Interruption('task');
  const { signal } = interruption;
  await using running = await RunningClient.start('connect', flags, {});
  const channel = await running.connect(peer, address, signal);
  await new MessagePipe(channel, running.nameOf(channel), flags.json === true).run(signal);
}
