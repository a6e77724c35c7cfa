import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Server, Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { startListening } from '../../src/network/private-socket.ts';
import { listenOnSocket } from '../../src/network/socket-listener.ts';

/**
 * A process with few file descriptors that listens, answers every connection with one byte and keeps it open until
 * the peer ends it. Asked on standard input, it says on a line how much processor time it has used.
 */
const STARVED_PROGRAM = `
  const { TcpTransport } = await import(process.argv[1]);
  const listener = await new TcpTransport().listen('tcp://127.0.0.1:0', (connection) => {
    const onEnd = () => connection.destroy();
    connection.attach({ onData: () => {}, onDrain: () => {}, onEnd, onClose: () => {} });
    connection.write(new Uint8Array(1));
  });
  console.log('listening ' + listener.address);
  process.stdin.on('data', () => {
    const { user, system } = process.cpuUsage();
    console.log('cpu ' + (user + system) / 1000);
  });
  process.stdin.on('end', () => process.exit());
`;

const MODULE = new URL('../../src/network/tcp-transport.ts', import.meta.url).href;

interface BareClient {
  readonly socket: Socket;
  /** Whether the listener has accepted it and answered. */
  readonly served: Promise<boolean>;
}

async function connectBare(port: number): Promise<BareClient> {
  const socket = new Socket();
  socket.on('error', () => undefined);
  const served = Promise.withResolvers<boolean>();
  socket.once('data', () => served.resolve(true));
  socket.once('close', () => served.resolve(false));
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return { socket, served: served.promise };
}

test('a listener without file descriptors neither dies nor spins, and accepts again when there are some', {
  skip: process.platform === 'win32' ? 'descriptors are not limited this way here' : false,
  timeout: 600_000,
}, async (context) => {
  const command = `ulimit -n 48; exec "$0" --input-type=module -e "$1" "$2"`;
  const child = spawn('sh', ['-c', command, process.execPath, STARVED_PROGRAM, MODULE], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  context.after(() => child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => String((await lines.next()).value);
  const processorMs = async (): Promise<number> => {
    child.stdin.write('?');
    return Number((await nextLine()).replace('cpu ', ''));
  };
  const listening = await nextLine();
  const port = Number(listening.split(':').at(-1));
  const clients: BareClient[] = [];
  for (let index = 0; index < 60; index++) clients.push(await connectBare(port));
  const served = await Promise.all(clients.map((client) => client.served));
  const before = await processorMs();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const usedMs = (await processorMs()) - before;
  for (const { socket } of clients) socket.destroy();
  let servedAgain = false;
  for (let attempt = 0; attempt < 100 && !servedAgain; attempt++) {
    const client = await connectBare(port);
    servedAgain = await client.served;
    client.socket.destroy();
  }
  child.stdin.end();
  await once(child, 'close');
  assert.ok(served.includes(true) && served.includes(false), 'there were descriptors for some and not for all');
  assert.ok(servedAgain, 'the listener accepts again');
  assert.ok(usedMs < 400, `${usedMs} ms of processor time in 500 ms of waiting`);
});

test('a failed accept is logged, and the listener stays', async () => {
  const entries: unknown[] = [];
  let server: Server | undefined;
  const listener = await listenOnSocket(
    {
      bind: async (unbound) => {
        await startListening(unbound, { host: '127.0.0.1', port: 0 });
        return () => Promise.resolve();
      },
      marks: {},
      logger: { log: (...entry) => entries.push(entry) },
      boundAddress: (bound) => {
        server = bound;
        return 'tcp://127.0.0.1:1';
      },
      peerAddress: () => undefined,
    },
    () => assert.fail('the peer has gone already'),
  );
  assert.ok(server !== undefined);
  server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
  assert.deepEqual(entries, [['warn', 'network', 'a connection could not be accepted', { reason: 'EMFILE' }]]);
  assert.equal(server.listening, true);
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  assert.equal(await (await connectBare(address.port)).served, false, 'a peer without an address is dropped');
  await listener.close();
  assert.equal(server.listening, false);
});
