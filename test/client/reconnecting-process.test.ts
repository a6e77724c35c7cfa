import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer, type Socket, connect as tcpConnect } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { StreamlinedSecureClient } from '../../src/client/streamlined-secure-client.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';

const PROGRAM = `
  const [, clientModule, cryptoModule, handshakeModule, peerId, address] = process.argv;
  const { StreamlinedSecureClient } = await import(clientModule);
  const { nativeBackend } = await import(cryptoModule);
  const { generateIdentity } = await import(handshakeModule);
  const identity = generateIdentity(nativeBackend, 'high', Date.now());
  const client = await StreamlinedSecureClient.create({ identity });
  const channel = await client.establishSecureChannel(peerId, { address });
  const cut = new Promise((resolve) => channel.onEvent((event) => event.type === 'reconnecting' && resolve()));
  await channel.send(Buffer.from('first'));
  console.log('acknowledged');
  await cut;
  console.log('cut');
  await channel.send(Buffer.from('second'));
  console.log('acknowledged');
  await client.shutdown();
`;

const moduleOf = (room: string): string => new URL(`../../src/${room}/index.ts`, import.meta.url).href;

/** A door before a listener: it can be slammed, which cuts who is inside, and stays shut until it is opened again. */
async function door(targetPort: number): Promise<{ port: number; slam(): void; open(): Promise<void>; close(): void }> {
  const inside = new Set<Socket>();
  const make = (): ReturnType<typeof createServer> =>
    createServer((socket) => {
      const through = tcpConnect(targetPort, '127.0.0.1');
      for (const end of [socket, through]) {
        inside.add(end);
        end.on('error', () => undefined);
        end.on('close', () => [socket, through].forEach((one) => one.destroy()));
      }
      socket.pipe(through).pipe(socket);
    });
  let server = make();
  const listen = (port: number): Promise<void> => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const { port } = address;
  const slam = (): void => {
    server.close();
    for (const socket of inside) socket.destroy();
    inside.clear();
  };
  const open = (): Promise<void> => {
    server = make();
    return listen(port);
  };
  return { port, slam, open, close: slam };
}

test('a process that waits for nothing but a channel to come back goes on when it does, and ends well', {
  timeout: 600_000,
}, async (t) => {
  const identity = generateIdentity(nativeBackend, 'high', Date.now());
  const peer = await StreamlinedSecureClient.create({ identity, listen: 'tcp://127.0.0.1:0', trustOnFirstUse: true });
  t.after(() => peer.shutdown());
  const taken: string[] = [];
  peer.onChannel((channel) => channel.onMessage((message) => void taken.push(Buffer.from(message).toString())));
  const entrance = await door(Number(peer.listenAddresses[0]?.split(':').at(-1)));
  t.after(() => entrance.close());
  const modules = ['client', 'crypto', 'handshake'].map(moduleOf);
  const words = [...modules, identity.peerId, `tcp://127.0.0.1:${entrance.port}`];
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill());
  const code = new Promise((resolve) => child.once('exit', resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<unknown> => (await lines.next()).value;
  assert.equal(await line(), 'acknowledged');
  entrance.slam();
  assert.equal(await line(), 'cut');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await entrance.open();
  assert.equal(await line(), 'acknowledged');
  assert.equal(await code, 0);
  assert.deepEqual(taken, ['first', 'second']);
});
