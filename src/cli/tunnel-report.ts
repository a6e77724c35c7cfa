import { QForgeError } from '../base/index.ts';
import type { ForwardStatus } from '../client/index.ts';
import { printableText } from './printable-text.ts';
import { printJson, printNote } from './standard-output.ts';

/** A tunnel without forwards is a mistake. Throws `COMMAND_LINE_INVALID`. */
export function assertForwards(local: readonly string[], remote: readonly string[]): void {
  if (local.length + remote.length > 0) return;
  throw new QForgeError('COMMAND_LINE_INVALID', { problem: 'A tunnel needs -L or -R, at least one of them' });
}

/** Tells that a tunnel is open: as notes, or as one JSON document. */
export function announceTunnel(forwards: readonly ForwardStatus[], peerName: string, asJson: boolean): void {
  if (asJson) printJson({ event: 'open', forwards: forwards.map(forwardDocument) });
  else for (const forward of forwards) printNote(forwardLine(forward, peerName));
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
