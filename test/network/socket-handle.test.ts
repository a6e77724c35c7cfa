import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, Socket } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { type SocketHandle, takeHandle, wasReset } from '../../src/network/socket-handle.ts';

describe('socket handle', { timeout: 600_000 }, () => {
  const sockets: Socket[] = [];
  const servers: Server[] = [];

  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });

  /** A client of Node, and the handle of the socket that accepted it. */
  async function taken(owner: object = {}): Promise<{ client: Socket; accepted: Socket; handle: SocketHandle }> {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    const client = new Socket().connect(address.port, address.address);
    client.on('error', () => undefined);
    sockets.push(client);
    const [accepted] = (await once(server, 'connection')) as [Socket];
    return { client, accepted, handle: takeHandle(accepted, owner) };
  }

  function nextRead(handle: SocketHandle): Promise<ArrayBuffer | undefined> {
    return new Promise((resolve) => {
      handle.onread = resolve;
      handle.readStart();
    });
  }

  async function closed(handle: SocketHandle): Promise<void> {
    await new Promise<void>((resolve) => handle.close(resolve));
  }

  test('reads what the peer sends, then nothing when that ends', async () => {
    const { client, handle } = await taken();
    const first = nextRead(handle);
    client.write('abc');
    assert.equal(new TextDecoder().decode(await first), 'abc');
    const second = nextRead(handle);
    client.end();
    assert.equal(await second, undefined);
    assert.equal(wasReset(handle), false);
    await closed(handle);
  });

  test('a reset reads as nothing too, and is told apart', async () => {
    const { client, handle } = await taken();
    const read = nextRead(handle);
    client.resetAndDestroy();
    assert.equal(await read, undefined);
    assert.equal(wasReset(handle), true);
    await closed(handle);
  });

  test('the accepted socket is let go: the handle belongs to its new owner', async () => {
    const owner = { name: 'owner' };
    const { accepted, handle } = await taken(owner);
    const kept = Reflect.ownKeys(handle).map((key) => Reflect.get(handle, key) as unknown);
    assert.ok(kept.includes(owner));
    assert.ok(!kept.includes(accepted));
    assert.equal(Reflect.get(accepted, '_handle'), null);
    await closed(handle);
  });

  test('a peer that waits for the end hears it when the handle closes', async () => {
    const { client, handle } = await taken();
    client.resume();
    const ended = once(client, 'end');
    await closed(handle);
    await ended;
  });

  test('a socket without a handle is refused', () => {
    assert.throws(() => takeHandle(new Socket(), {}), /an accepted socket has a handle that reads/);
  });
});
