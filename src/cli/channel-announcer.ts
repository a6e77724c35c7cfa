import type { Channel, ChannelEvent } from '../client/index.ts';
import { formatSpan } from './duration.ts';
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
  channel.onEvent((event) => {
    const line = changeOf(event, name);
    if (line !== undefined) printNote(line);
  });
}

/** What there is to say about a change of a channel; undefined where nobody needs to know. */
export function changeOf(event: ChannelEvent, name: string): string | undefined {
  switch (event.type) {
    case 'reconnecting':
      return `${name} is cut off: ${printableText(event.reason.message)} Looking for a new connection.`;
    case 'resumed':
      return event.afterMs > 0 ? `${name} is back after ${formatSpan(event.afterMs)}` : undefined;
    case 'closed':
      return event.reason === undefined ? `${name} left` : `${name} is gone: ${printableText(event.reason.message)}`;
    default:
      return undefined;
  }
}
