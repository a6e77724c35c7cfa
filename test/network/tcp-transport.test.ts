import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import type { Connection, Listener } from '../../src/base/index.ts';
import { TcpTransport } from '../../src/network/tcp-transport.ts';
import { freePort } from '../free-ports.ts';
import { noIPv6 } from './loopback.ts';
import { record, settle } from './recording-handler.ts';
import { testTransport } from './transport-conformance.ts';

const SYSTEM_BUFFER_BYTES = 16 * 1024 * 1024;

testTransport({
  name: 'TCP',
  makeTransport: () => new TcpTransport(),
  listenAddress: () => 'tcp://127.0.0.1:0',
  deadAddress: async () => `tcp://127.0.0.1:${await freePort()}`,
  systemBufferBytes: SYSTEM_BUFFER_BYTES,
});

if (noIPv6 !== false) test('TCP over IPv6', { skip: noIPv6 });
else
  testTransport({
    name: 'TCP over IPv6',
    makeTransport: () => new TcpTransport(),
    listenAddress: () => 'tcp://[::1]:0',
    deadAddress: async () => `tcp://[::1]:${await freePort()}`,
    systemBufferBytes: SYSTEM_BUFFER_BYTES,
  });

describe('TCP transport alone', { timeout: 600_000 }, () => {
  const transport = new TcpTransport();
  const open: (Connection | Listener)[] = [];

  afterEach(async () => {
    for (const item of open.splice(0)) {
      if ('close' in item) await item.close();
      else item.destroy();
    }
  });

  async function listen(address: string): Promise<{ listener: Listener; accepted: Promise<Connection> }> {
    const accepted = Promise.withResolvers<Connection>();
    const listener = await transport.listen(address, accepted.resolve);
    open.push(listener);
    return { listener, accepted: accepted.promise };
  }

  /** A bare socket of Node that connects to a listener of ours. */
  async function bareClient(): Promise<{ socket: Socket; server: Connection }> {
    const { listener, accepted } = await listen('tcp://127.0.0.1:0');
    const socket = new Socket().connect(Number(listener.address.split(':').at(-1)), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const server = await accepted;
    open.push(server);
    return { socket, server };
  }

  test('a peer that resets the connection closes it once, with CONNECTION_LOST', async () => {
    const { socket, server } = await bareClient();
    const atServer = record(server);
    socket.resetAndDestroy();
    await atServer.untilClosed();
    await settle();
    assert.deepEqual(atServer.events, ['close with error']);
    assert.ok(atServer.closeError !== undefined && 'code' in atServer.closeError);
    assert.equal(atServer.closeError.code, 'CONNECTION_LOST');
    assert.match(atServer.closeError.message, /^The connection with tcp:\/\/127\.0\.0\.1:\d+ was lost: [^:]+\.$/);
    assert.match(atServer.closeError.message, /\(ECONNRESET\)/);
  });

  test('writing to a peer that has gone ends in CONNECTION_LOST, not in an uncaught error', async () => {
    const { socket, server } = await bareClient();
    const atServer = record(server);
    socket.destroy();
    await atServer.until(() => atServer.ended);
    for (let index = 0; index < 10 && atServer.closeCount === 0; index++) {
      server.write(new Uint8Array(1000));
      await settle();
    }
    await atServer.untilClosed();
    assert.equal(atServer.closeCount, 1);
    assert.ok(atServer.closeError !== undefined && 'code' in atServer.closeError);
    assert.equal(atServer.closeError.code, 'CONNECTION_LOST');
    assert.equal(server.queuedBytes, 0);
  });

  test('an end from the peer while this end still writes does not close the connection', async () => {
    const { socket, server } = await bareClient();
    const atServer = record(server);
    const received: Buffer[] = [];
    socket.on('data', (bytes: Buffer) => received.push(bytes));
    Reflect.set(socket, 'allowHalfOpen', true);
    socket.end();
    await atServer.until(() => atServer.ended);
    server.write(Buffer.from('after the end'));
    server.end();
    await once(socket, 'end');
    assert.equal(Buffer.concat(received).toString(), 'after the end');
  });

  test('a host name that does not exist cannot be reached', async () => {
    await assert.rejects(transport.connect('tcp://does-not-exist.invalid:7700'), (error: Error) => {
      assert.ok('code' in error && error.code === 'HOST_UNREACHABLE');
      assert.doesNotMatch(error.message, /getaddrinfo/);
      return true;
    });
  });

  test('port 0 can be listened on but not connected to', async () => {
    await assert.rejects(transport.connect('tcp://127.0.0.1:0'), { code: 'ADDRESS_INVALID' });
  });

  test('an address of another machine cannot be listened on', async () => {
    await assert.rejects(
      transport.listen('tcp://192.0.2.1:0', () => undefined),
      { code: 'LISTEN_FAILED' },
    );
  });

  test('an abort while connecting rejects at once and leaves nothing open', async () => {
    const { listener } = await listen('tcp://127.0.0.1:0');
    const controller = new AbortController();
    const connecting = transport.connect(listener.address, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await assert.rejects(connecting, { code: 'CANCELLED', message: /tcp:\/\/127\.0\.0\.1:\d+ was cancelled/ });
  });

  test('a name reaches an IPv4 listener, whichever family the name resolves to first', async () => {
    const { listener, accepted } = await listen('tcp://127.0.0.1:0');
    const client = await transport.connect(listener.address.replace('127.0.0.1', 'localhost'));
    open.push(client, await accepted);
    assert.equal(client.remoteAddress, listener.address.replace('127.0.0.1', 'localhost'));
  });

  test('an IPv4 peer of a dual-stack listener keeps its IPv4 address', async () => {
    const { listener, accepted } = await listen('tcp://[::]:0');
    const port = listener.address.split(':').at(-1);
    assert.equal(listener.address, `tcp://[::]:${port}`);
    const client = await transport.connect(`tcp://127.0.0.1:${port}`);
    const server = await accepted;
    open.push(client, server);
    assert.match(server.remoteAddress, /^tcp:\/\/127\.0\.0\.1:\d+$/);
  });

  test('marks of its own bound what a transport queues', async () => {
    const small = new TcpTransport({ marks: { highWaterBytes: 1000, lowWaterBytes: 0 } });
    const { listener, accepted } = await listen('tcp://127.0.0.1:0');
    const client = await small.connect(listener.address);
    open.push(client, await accepted);
    const atClient = record(client);
    assert.equal(client.write(new Uint8Array(1001)), false);
    await atClient.until(() => atClient.drainCount === 1);
    assert.equal(client.write(new Uint8Array(1000)), true);
  });

  test('two hundred connections at once all live and close once', async () => {
    const servers: Connection[] = [];
    const listener = await transport.listen('tcp://127.0.0.1:0', (connection) => servers.push(connection));
    open.push(listener);
    const clients = await Promise.all(Array.from({ length: 200 }, () => transport.connect(listener.address)));
    const atClients = clients.map(record);
    while (servers.length < 200) await settle();
    const atServers = servers.map(record);
    for (const [index, client] of clients.entries()) client.write(Buffer.from(`client ${index}`));
    for (const client of clients) client.end();
    for (const handler of atServers) await handler.until(() => handler.ended);
    for (const server of servers) server.end();
    for (const handler of [...atClients, ...atServers]) await handler.untilClosed();
    assert.ok(atServers.every((handler) => handler.closeCount === 1 && handler.closeError === undefined));
    assert.equal(new Set(atServers.map((handler) => handler.received().toString())).size, 200);
  });
});
