import { createInterface } from 'node:readline';
import { StreamlinedSecureClient } from '../../../src/client/index.ts';

/*
 * One device of a mesh, as a process: `route-process.ts IDENTITY TRUST STATE [NEIGHBOUR...]`. It prints its address as JSON, then one
 * line for every message that it has taken and every `send PEER TEXT` or `routes` that it reads.
 */
const [identity = '', trust = '', state = '', ...neighbours] = process.argv.slice(2);
const say = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const client = await StreamlinedSecureClient.create({
  identity,
  trust,
  listen: 'tcp://127.0.0.1:0',
  messaging: { state, routing: true, neighbours },
});
say({ listening: client.listenAddresses[0] });
void receive();
for await (const line of createInterface({ input: process.stdin })) void obey(line);
await client.shutdown();

async function receive(): Promise<void> {
  for await (const message of client.messages) {
    say({ received: Buffer.from(message.data).toString(), sender: message.sender });
    await message.acknowledge();
  }
}

async function obey(line: string): Promise<void> {
  const [word, peer = '', text = ''] = line.split(' ');
  if (word === 'routes') {
    say({ routes: client.messages.router?.routes(), statistics: client.messages.router?.statistics() });
    return;
  }
  try {
    const { sent } = await client.messages.send(peer, text, { way: 'route', ttlMs: 15_000 });
    say({ sent: text, outcome: sent[0]?.outcome });
  } catch (error) {
    say({ sent: text, outcome: error instanceof Error && 'code' in error ? error.code : String(error) });
  }
}
