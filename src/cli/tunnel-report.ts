import { QForgeError } from '../base/index.ts';
import type { ForwardStatus, TunnelChannelEvent } from '../client/index.ts';
import { printableText } from './printable-text.ts';
import { printJsonLine, printNote } from './standard-output.ts';

/** A tunnel without forwards is a mistake. Throws `COMMAND_LINE_INVALID`. */
export function assertForwards(local: readonly string[], remote: readonly string[]): void {
  if (local.length + remote.length > 0) return;
  throw new QForgeError('COMMAND_LINE_INVALID', { problem: 'A tunnel needs -L or -R, at least one of them' });
}

/** Tells that a tunnel is open: as notes, or as a line of JSON. */
export function announceTunnel(forwards: readonly ForwardStatus[], peerName: string, asJson: boolean): void {
  if (asJson) printJsonLine({ event: 'open', forwards: forwards.map(forwardDocument) });
  else for (const forward of forwards) printNote(forwardLine(forward, peerName));
}

/** Tells what has become of the channel of a tunnel: as a note, or as a line of JSON. */
export function announceLink(
  { channel, problem }: TunnelChannelEvent,
  forwards: readonly ForwardStatus[],
  peerName: string,
  asJson: boolean,
): void {
  const listed = forwards.map(forwardDocument);
  if (asJson) printJsonLine({ event: 'channel', channel, problem: problem ?? null, forwards: listed });
  else printNote(linkLine({ channel, problem }, peerName));
}

/** What became of a channel, and what that means, as one line for people. */
export function linkLine({ channel, problem }: TunnelChannelEvent, peerName: string): string {
  if (channel === 'open') return `the channel to ${peerName} is there again`;
  const why = problem === undefined ? '' : ` (${problem})`;
  const what = channel === 'reconnecting' ? 'was cut' : 'is gone, and another is tried for';
  return `the channel to ${peerName} ${what}${why}; new connections wait for it, 10 s at most`;
}

/** A forward as one line for people. */
export function forwardLine({ kind, listen, target }: ForwardStatus, peerName: string): string {
  const [from, to] = [printableText(listen ?? '-'), printableText(target ?? '-')];
  return kind === 'local' ? `${from} here leads to ${to} at ${peerName}` : `${from} at ${peerName} leads to ${to} here`;
}

/** A forward as a part of a JSON document. */
export function forwardDocument({ kind, peer, listen, target }: ForwardStatus): object {
  return { kind, peerId: peer, listen: listen ?? null, target: target ?? null };
}
