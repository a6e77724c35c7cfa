// A program of its own: memory.ts strips its types and runs it as plain JavaScript, because a process that loads
// TypeScript has the memory of the loader too. It therefore imports nothing of the project at its top but types, and
// the package from where it was compiled to. It speaks the same messages as role-program.ts.
import type { Socket } from 'node:net';
import type * as Client from '../src/client/index.ts';
import type { Json, RoleRequest, RoleResponse } from './child-process.ts';

type Command = (argument: Json) => Promise<Json>;

/** Keys by the hour: thousands of rekeys a minute are another cost than that of messages. */
const UNDISTURBED = { afterMs: 3_600_000, hardStopMs: 5_400_000 };

const GARBAGE_COLLECTIONS = 3;
const [, , , packageUrl = ''] = process.argv;
const held: unknown[] = [];
/** The held connections of the dialling end, as ways to send a message and be called with the answer. */
const echoes: Echo[] = [];

let onAnswer = (): void => undefined;
/** Where the next round trip goes: all connections have their turn, whatever is measured. */
let turn = 0;
/** Those of them whose answers are listened to. */
const listening: Echo[] = [];

/** Sends a message and is called back with what comes. */
interface Echo {
  readonly send: (message: Uint8Array) => void;
  readonly onAnswer: (handler: () => void) => void;
}

const loadPackage = async (): Promise<typeof Client> => (await import(packageUrl)) as typeof Client;

const commands: Readonly<Record<string, Command>> = {
  memory: async () => {
    if (globalThis.gc === undefined) throw new Error('memory is measured with --expose-gc');
    for (let round = 0; round < GARBAGE_COLLECTIONS; round++) {
      // As V8 collects when memory is short: it also gives half-empty pages back, so that what is left is needed.
      globalThis.gc({ type: 'major', flavor: 'last-resort', execution: 'sync' });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return { bytes: process.memoryUsage.rss(), ownBytes: await ownBytes() };
  },

  listenTcp: async () => {
    const { createServer } = await import('node:net');
    const server = createServer({ noDelay: true }, (socket) => {
      held.push(socket);
      socket.on('data', (bytes) => socket.write(bytes));
    });
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
      socket.setNoDelay(true);
      held.push(socket);
      echoes.push({ send: (message) => socket.write(message), onAnswer: (handler) => socket.on('data', handler) });
    }
    return null;
  },

  listenChannels: async (argument) => {
    const { identity, peerId } = argument as { identity: string; peerId: string };
    const { StreamlinedSecureClient, TrustStore } = await loadPackage();
    const trust = TrustStore.inMemory();
    await trust.add({ name: 'client', peerId, trusted: true });
    const client = await StreamlinedSecureClient.create({
      identity,
      trust,
      listen: 'tcp://127.0.0.1:0',
      rekey: UNDISTURBED,
    });
    client.onChannel((channel) => {
      held.push(channel);
      channel.onMessage((message) => channel.post(message));
    });
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

  // One message at a time on each connection in turn, on so many connections at once.
  roundTrips: async (argument) => {
    const { messageBytes, count, atOnce } = argument as { messageBytes: number; count: number; atOnce: number };
    const message = new Uint8Array(messageBytes);
    for (const echo of echoes.splice(0)) {
      echo.onAnswer(() => onAnswer());
      listening.push(echo);
    }
    for (let done = 0; done < count; ) {
      const batch = Math.min(atOnce, count - done, listening.length);
      await answered(message, batch);
      done += batch;
      // What acknowledges the answers leaves now: on one connection alone it would go with the next message, and cost nothing.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return null;
  },

  processor: () => {
    const { user, system } = process.cpuUsage();
    return Promise.resolve({ us: user + system });
  },
};

/** Resident memory that is not Node's program, which all its processes share; zero where the system does not tell (it is Linux that does). */
async function ownBytes(): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  return 1024 * Number(/^RssAnon:\s*(\d+) kB$/mu.exec(status)?.[1] ?? 0);
}

/** Sends a message on each of the next connections, and waits for all answers. */
async function answered(message: Uint8Array, batch: number): Promise<void> {
  let missing = batch;
  const all = new Promise<void>((resolve) => {
    onAnswer = () => {
      missing -= 1;
      if (missing === 0) resolve();
    };
  });
  for (let index = 0; index < batch; index++) {
    listening[turn % listening.length]?.send(message);
    turn += 1;
  }
  await all;
}

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
  const created = await client.create({ identity, rekey: UNDISTURBED });
  const channel = await created.establishSecureChannel(peerId, { address });
  held.push(created);
  echoes.push({ send: (message) => channel.post(message), onAnswer: (handler) => channel.onMessage(handler) });
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
