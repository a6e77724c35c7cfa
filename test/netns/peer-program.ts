/**
 * One device of a test over network namespaces, as a process: `serve ADDRESS` or `send PEER_ID ADDRESS MESSAGES BYTES`.
 *
 * The server prints its PeerId, then each number that it takes. The sender sends numbered messages one after another, prints each number when it
 * is acknowledged, and at the end its totals as JSON.
 */
import { silentLogger } from '../../src/base/index.ts';
import { StreamlinedSecureClient } from '../../src/client/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import { numberedMessage, numberOf } from './numbered-message.ts';

const NOTHING_IS_LOST_BEFORE_MS = 600_000;

const [role, ...words] = process.argv.slice(2);
const identity = generateIdentity(nativeBackend, 'high', Date.now());
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function serve([address = '']: readonly string[]): Promise<void> {
  const client = await StreamlinedSecureClient.create({
    identity,
    listen: address,
    trustOnFirstUse: true,
    logger: silentLogger,
  });
  client.onChannel((channel) => channel.onMessage((message) => say(`taken ${numberOf(message)}`)));
  say(`serving ${identity.peerId}`);
}

async function send([peerId = '', address = '', messages, bytes]: readonly string[]): Promise<void> {
  const client = await StreamlinedSecureClient.create({ identity, logger: silentLogger });
  const channel = await client.establishSecureChannel(peerId, { address });
  for (let number = 1; number <= Number(messages); number += 1) {
    await channel.send(numberedMessage(number, Number(bytes)));
    say(`acknowledged ${number}`);
  }
  const { sessions } = channel.statistics();
  say(`sent ${JSON.stringify({ sessions })}`);
  await client.shutdown();
}

// Ends with whoever started it.
process.stdin
  .on('end', () => process.exit())
  .resume()
  .unref();
setTimeout(() => process.exit(1), NOTHING_IS_LOST_BEFORE_MS).unref();
await (role === 'serve' ? serve(words) : send(words));
