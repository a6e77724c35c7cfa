import { Command } from 'commander';
import type { Channel } from '../../client/index.ts';
import { withExamples } from '../examples.ts';
import { type IdentityFlags, withIdentityFlags } from '../identity-flags.ts';
import { Interruption } from '../interruption.ts';
import { type KmeFlags, withKmeFlags } from '../kme-flags.ts';
import { type ListenFlags, listenOptions, withListenFlags } from '../listen-flags.ts';
import { type LogFlags, withLogFlags } from '../log-flags.ts';
import { type SecurityFlags, withSecurityFlags } from '../security-flags.ts';

interface ListenCommandFlags extends IdentityFlags, KmeFlags, SecurityFlags, ListenFlags, LogFlags {
  readonly reply?: true;
  readonly json?: true;
}

/** `qforge listen`: accepts peers and prints their messages. */
export function listenCommand(): Command {
  const command = withLogFlags(
    withSecurityFlags(withKmeFlags(withIdentityFlags(withListenFlags(new Command('listen'))))),
  )
    .summary('accept peers and print their messages')
    .description(
      'Accept trusted peers and print their messages, one per line, until Ctrl-C. A message is acknowledged once it is printed.',
    )
    .option('-r, --reply', 'send every line of standard input to all peers that are connected')
    .option('--json', 'print one JSON document per line: where it listens, then the messages')
    .action(listen);
  return withExamples(command, [
    { commandLine: 'qforge listen', meaning: 'Listen on port 7700 of all interfaces.' },
    { commandLine: 'qforge listen --reply', meaning: 'The other half of a chat with "qforge connect".' },
    {
      commandLine: 'qforge listen --address tcp://127.0.0.1:0 --json',
      meaning: 'Any free port, told in the first line.',
    },
  ]);
}

async function listen(flags: ListenCommandFlags): Promise<void> {
  const [{ RunningClient }, { printMessage }, { announceChannel, announceListening }] = await Promise.all([
    import('../running-client.ts'),
    import('../message-printer.ts'),
    import('../channel-announcer.ts'),
  ]);
  const interruption = new Interruption('service');
  const asJson = flags.json === true;
  await using running = await RunningClient.start('listen', flags, listenOptions(flags));
  running.client.onChannel((channel) => {
    const name = running.nameOf(channel);
    announceChannel(channel, name);
    channel.onStream((stream) => stream.reset('only messages are taken here'));
    channel.onMessage((message) => printMessage(channel, name, message, asJson));
  });
  announceListening(running, asJson);
  if (flags.reply === true) void sendLines(() => running.client.channels(), interruption.signal);
  await interruption.wait();
}

/** Sends lines of standard input to whoever is connected, as long as there are lines. */
async function sendLines(channels: () => readonly Channel[], signal: AbortSignal): Promise<void> {
  const { linesOfStandardInput } = await import('../input-lines.ts');
  for await (const line of linesOfStandardInput(signal)) {
    await Promise.all(channels().map((channel) => channel.send(line).catch(() => undefined)));
  }
}
