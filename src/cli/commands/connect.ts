import { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { type IdentityFlags, withIdentityFlags } from '../identity-flags.ts';
import { Interruption } from '../interruption.ts';

import { type KmeFlags, withKmeFlags } from '../kme-flags.ts';
import type { RunningClientOptions } from '../running-client.ts';
import { type SecurityFlags, withSecurityFlags } from '../security-flags.ts';
import { wholeNumber } from '../whole-number.ts';

/** A day: who is away for longer is connected to anew. */
const MAX_RECONNECT_SECONDS = 86_400;

interface ConnectFlags extends IdentityFlags, KmeFlags, SecurityFlags {
  readonly json?: true;
  readonly reconnect?: string;
}

/** `qforge connect`: a pipe to a peer. */
export function connectCommand(): Command {
  const command = withSecurityFlags(withKmeFlags(withIdentityFlags(new Command('connect'))))
    .summary('send lines to a peer and print its messages')
    .description(
      'Open a channel to a peer: every line of standard input becomes a message, every message of the peer a line of standard output. Ends at the end of input, once the peer has acknowledged everything.',
    )
    .argument('<peer>', 'name of a trusted peer, or a PeerId')
    .argument('[address]', 'where it is, as tcp://host:port; by default the address in the list of peers')
    .option('--reconnect <seconds>', 'how long a lost connection is looked for; by default 600, 0 not at all')
    .option('--json', 'print one JSON document per line: the channel, then the messages')
    .action(connect);
  return withExamples(command, [
    { commandLine: 'qforge connect bob', meaning: 'Talk with bob; Ctrl-D ends it.' },
    { commandLine: 'qforge connect bob --kme qkd/alice.kme.json', meaning: 'With keys of a key manager mixed in.' },
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
  await using running = await RunningClient.start('connect', flags, keepOptions(flags));
  const channel = await running.connect(peer, address, signal);
  await new MessagePipe(channel, running.nameOf(channel), flags.json === true).run(signal);
}

/** Throws `ARGUMENT_INVALID`. */
function keepOptions({ reconnect }: ConnectFlags): RunningClientOptions {
  if (reconnect === undefined) return {};
  return { keep: { reconnectMs: wholeNumber('--reconnect', reconnect, 0, MAX_RECONNECT_SECONDS) * 1000 } };
}
