import { isQForgeError } from '../base/index.ts';
import type { ReceivedMessage } from '../client/index.ts';
import { printableBytes } from './printable-text.ts';
import type { RunningClient } from './running-client.ts';
import { printJsonLine, printLines } from './standard-output.ts';

/** What printing needs of a running client. */
type Reader = Pick<RunningClient, 'nameOf' | 'logger'> & {
  readonly client: { readonly messages: AsyncIterable<ReceivedMessage> };
};

/** How messages are printed. */
export interface PrintOptions {
  readonly asJson: boolean;
  /** Whether a store that is away for a while ends it: it does not end what runs for long. */
  readonly endsWithStore?: boolean;
}

/** Prints every sealed message that comes, and acknowledges it when it is printed. Ends with the messages. Rejects as `acknowledge` does, unless it can go on. */
export async function printReceived(running: Reader, { asJson, endsWithStore = false }: PrintOptions): Promise<void> {
  for await (const message of running.client.messages) {
    const name = running.nameOf({ peerId: message.sender });
    if (asJson) printJsonLine(receivedDocument(message, name));
    else printLines([`${name}: ${printableBytes(message.data)}`]);
    await acknowledge(message, running, endsWithStore);
  }
}

/** A store that is away is told when the message comes again; that another process of this device has taken it, too, is no reason to end. */
async function acknowledge(message: ReceivedMessage, { logger }: Reader, endsWithStore: boolean): Promise<void> {
  try {
    await message.acknowledge();
  } catch (error) {
    const isAway = isQForgeError(error, 'MAIL_STORE_UNAVAILABLE') && !endsWithStore;
    if (!isAway && !isQForgeError(error, 'SEALED_REPLAYED')) throw error;
    const { id, sender } = message;
    logger.log('warn', 'network', 'message not acknowledged', { id, sender, reason: error.code });
  }
}

/** A message for programs. */
export function receivedDocument(message: Omit<ReceivedMessage, 'acknowledge'>, name: string): object {
  const { id, sender, recipients, sentAtMs, expiresAtMs, data, way } = message;
  const dataBase64 = Buffer.from(data.buffer, data.byteOffset, data.length).toString('base64');
  return { id, sender, name, recipients, sentAtMs, expiresAtMs, way, dataBase64 };
}
