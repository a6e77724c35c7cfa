import type { ReceivedMessage } from '../client/index.ts';
import { printableBytes } from './printable-text.ts';
import type { RunningClient } from './running-client.ts';
import { printJsonLine, printLines } from './standard-output.ts';

/** Prints every sealed message that comes, and acknowledges it when it is printed. Ends with the messages. */
export async function printReceived(running: RunningClient, asJson: boolean): Promise<void> {
  for await (const message of running.client.messages) {
    const name = running.nameOf({ peerId: message.sender });
    if (asJson) printJsonLine(receivedDocument(message, name));
    else printLines([`${name}: ${printableBytes(message.data)}`]);
    await message.acknowledge();
  }
}

/** A message for programs. */
export function receivedDocument(message: Omit<ReceivedMessage, 'acknowledge'>, name: string): object {
  const { id, sender, recipients, sentAtMs, expiresAtMs, data, way } = message;
  const dataBase64 = Buffer.from(data.buffer, data.byteOffset, data.length).toString('base64');
  return { id, sender, name, recipients, sentAtMs, expiresAtMs, way, dataBase64 };
}
