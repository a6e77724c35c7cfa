// A program of its own: memory.ts strips its types and runs it as plain JavaScript, because a process that loads
// TypeScript has the memory of the loader too. It therefore imports nothing of the project at its top but types, and
// the package from where it was compiled to. It speaks the same messages as role-program.ts.
import type { Socket } from 'node:net';
import type * as Client from '../src/client/index.ts';
import type { Json, RoleRequest, RoleResponse } from './child-process.ts';

type Command = (argument: Json) => Promise<Json>;

const GARBAGE_COLLECTIONS = 3;
const [, , , packageUrl = ''] = process.argv;
const held: unknown[] = [];

const loadPackage = async (): Promise<typeof Client> => (await import(packageUrl)) as typeof Client;

const commands: Readonly<Record<string, Command>> = {
  memory: async () => {
    if (globalThis.gc === undefined) throw new Error('memory is measured with --expose-gc');
    for (let round = 0; round < GARBAGE_COLLECTIONS; round++) {
      // As V8 collects when memory is short: it also gives half-empty pages back, so that what is left is needed.
      globalThis.gc({ type: 'major', flavor: 'last-resort', execution: 'sync' });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return { bytes: process.memoryUsage.rss() };
  },

  listenTcp: async () => {
    const { createServer } = await import('node:net');
    const server = createServer((socket) => held.push(socket));
    await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    return address.port;
  },

  holdTcp: async (argument) => {
    const { port, count } = argument as { port: number; count: number };
    const { connect } = await import('node:net');
    for (let index = 0; index < count; index++) {
      const socket: Socket = connect(port, '127.0.0.1');
      await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
      held.push(socket);
    }
    return null;
  },

  listenChannels: async (argument) => {
    const { identity, peerId } = argument as { identity: string; peerId: string };
    const { StreamlinedSecureClient, TrustStore } = await loadPackage();
    const trust = TrustStore.inMemory();
    await trust.add({ name: 'client', peerId, trusted: true });
    const client = await StreamlinedSecureClient.create({ identity, trust, listen: 'tcp://127.0.0.1:0' });
    client.onChannel((channel) => held.push(channel));
    return client.listenAddresses[0] ?? null;
  },

  holdChannels: async (argument) => {
    const { identity, ...plan } = argument as unknown as HoldPlan & { identity: string };
    const { loadIdentityFile, StreamlinedSecureClient } = await loadPackage();
    const loaded = await loadIdentityFile(identity);
    for (let opened = 0; opened < plan.count; opened += plan.atOnce) {
      await Promise.all(
        Array.from({ length: Math.min(plan.atOnce, plan.count - opened) }, () =>
          holdOne(StreamlinedSecureClient, loaded, plan),
        ),
      );
    }
    return null;
  },
};

interface HoldPlan {
  readonly peerId: string;
  readonly address: string;
  readonly count: number;
  readonly atOnce: number;
}

/** A client keeps one channel to a peer, so that many idle channels take many clients; the other end is measured. */
async function holdOne(
  client: typeof Client.StreamlinedSecureClient,
  identity: Client.DeviceIdentity,
  { peerId, address }: HoldPlan,
): Promise<void> {
  const created = await client.create({ identity });
  held.push(created, await created.establishSecureChannel(peerId, { address }));
}

async function answer({ id, command, argument }: RoleRequest): Promise<RoleResponse> {
  try {
    return { id, result: (await commands[command]?.(argument)) ?? null };
  } catch (error) {
    return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

process.on('message', (request: RoleRequest) => {
  answer(request).then(
    (response) => process.send?.(response),
    () => process.exit(1),
  );
});
process.on('disconnect', () => process.exit());
