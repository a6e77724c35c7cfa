import { systemClock } from '../base/index.ts';
import type { Channel } from '../client/index.ts';
import { printableBytes } from './printable-text.ts';
import { printJsonLine, printLines } from './standard-output.ts';
import { isTerminal } from './terminal.ts';

/** Prints one message that has arrived: `name: text` at a terminal, `name<tab>text` elsewhere, a JSON document on wish. */
export function printMessage(channel: Channel, name: string, message: Uint8Array, asJson: boolean): void {
  if (asJson) return printJsonLine(messageDocument(channel, name, message));
  const separator = isTerminal(process.stdout) ? ': ' : '\t';
  printLines([`${name}${separator}${printableBytes(message)}`]);
}

/** Prints a message without its sender, where there is only one. */
export function printBareMessage(channel: Channel, name: string, message: Uint8Array, asJson: boolean): void {
  if (asJson) printJsonLine(messageDocument(channel, name, message));
  else printLines([printableBytes(message)]);
}

/** `base64` has the exact bytes; `text` is for people. */
function messageDocument(channel: Channel, name: string, message: Uint8Array): object {
  return {
    event: 'message',
    peerId: channel.peerId,
    name,
    receivedAt: new Date(systemClock.wallMs()).toISOString(),
    bytes: message.length,
    text: printableBytes(message),
    base64: Buffer.from(message).toString('base64'),
  };
}
