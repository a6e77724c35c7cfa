import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { isQForgeError, systemClock } from '../../../src/base/index.ts';
import { linkSetup } from '../../../src/qkd/link/link-setup.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { authenticationSecretBytes } from '../../../src/qkd/post-processing/authentication-key.ts';
import { AliceSession, BobSession } from '../../../src/qkd/session/session-ends.ts';
import { StreamChannel } from '../../../src/qkd/session/stream-channel.ts';

// One end of a session as a process: `end-process.ts bob SECRET` listens and prints its port, `end-process.ts alice
// SECRET PORT` connects. Each prints a line of JSON for each block: a digest of its key, and its report.

const [end = '', secretSeed = '', port = ''] = process.argv.slice(2);
const BLOCKS = 2;
const common = {
  setup: linkSetup({ protocol: 'bb84', distanceKm: 5 }),
  pulsesPerBlock: 40_000,
  authenticationSecret: new SeededRandom(secretSeed).fill(new Uint8Array(authenticationSecretBytes(4))),
};

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function bobSockets(): Promise<readonly [Socket, Socket]> {
  const sockets: Socket[] = [];
  const server = createServer();
  const both = new Promise<void>((resolve) => {
    server.on('connection', (socket) => {
      sockets.push(socket);
      if (sockets.length === 2) resolve();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  print(String(typeof address === 'object' ? address?.port : ''));
  await both;
  server.close();
  const [first, second] = sockets;
  if (first === undefined || second === undefined) throw new RangeError('two connections are needed');
  // The first byte of a connection says which one it is: whichever was accepted first.
  return (await isPhotons(first)) ? [second, first] : [(await isPhotons(second), first), second];
}

async function isPhotons(socket: Socket): Promise<boolean> {
  await once(socket, 'readable');
  const [kind] = (socket.read(1) as Uint8Array | null) ?? [];
  return kind === 1;
}

async function aliceSockets(): Promise<readonly [Socket, Socket]> {
  const open = async (kind: number): Promise<Socket> => {
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(Uint8Array.of(kind));
    return socket;
  };
  return [await open(0), await open(1)];
}

const [classical, fibre] = end === 'bob' ? await bobSockets() : await aliceSockets();
const options = {
  ...common,
  channel: new StreamChannel(classical, systemClock),
  photons: new StreamChannel(fibre, systemClock),
};
const session = end === 'bob' ? new BobSession(options) : new AliceSession(options, new SeededRandom('alice process'));
try {
  for (let block = 0; block < BLOCKS; block++) {
    const { key, report } = await session.nextBlock();
    print(JSON.stringify({ digest: createHash('sha256').update(key.expose()).digest('hex'), report }));
  }
} catch (error) {
  print(JSON.stringify({ code: isQForgeError(error) ? error.code : String(error) }));
}
classical.end();
fibre.end();
