import type { Channel } from '../client/index.ts';
import { printableText } from './printable-text.ts';
import type { RunningClient } from './running-client.ts';
import { printJsonLine, printNote } from './standard-output.ts';

/** Tells that a command listens: where, and as whom. */
export function announceListening({ client }: RunningClient, asJson: boolean): void {
  const { peerId, listenAddresses } = client;
  if (asJson) printJsonLine({ event: 'listening', peerId, addresses: listenAddresses });
  else printNote(`listening on ${listenAddresses.join(' and ')} as ${peerId}`);
}

/** Tells of a channel when it opens and when it ends, on standard error. */
export function announceChannel(channel: Channel, name: string): void {
  const { remoteAddress, suite } = channel;
  printNote(`${name} connected from ${printableText(remoteAddress)} with ${suite.name}`);
  void announceEnd(channel, name);
}

async function announceEnd(channel: Channel, name: string): Promise<void> {
  const failure = await channel.closed;
  printNote(failure === undefined ? `${name} left` : `${name} is gone: ${printableText(failure.message)}`);
}
