import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { type Connection, type Listener, systemClock } from '../../src/base/index.ts';
import { WebSocketDialer } from '../../src/browser/web-socket-dialer.ts';
import { WebSocketTransport } from '../../src/network/index.ts';
import { ManualClock } from '../client/manual-clock.ts';
import { record, settle } from '../network/recording-handler.ts';

/** Node has the WebSocket of browsers too, so that the dialler meets a real listener here. */
describe('a dialler of pages', { timeout: 600_000 }, () => {
  const open: (Connection | Listener)[] = [];
  const dialer = new WebSocketDialer('ws', systemClock);

  afterEach(async () => {
    for (const item of open.splice(0)) {
      if ('close' in item) await item.close();
      else item.destroy();
    }
  });

  async function pair(): Promise<{ client: Connection; server: Connection }> {
    const accepted = Promise.withResolvers<Connection>();
    const listener = await new WebSocketTransport('ws').listen('ws://127.0.0.1:0/channel', accepted.resolve);
    const client = await dialer.connect(listener.address);
    const server = await accepted.promise;
    open.push(listener, client, server);
    assert.equal(client.remoteAddress, listener.address);
    return { client, server };
  }

  test('carries bytes both ways, whole and in order, with back-pressure', async () => {
    const { client, server } = await pair();
    const [atClient, atServer] = [record(client), record(server)];
    const sent = Buffer.alloc(4_000_000, Buffer.from(Array.from({ length: 251 }, (_, index) => index)));
    assert.equal(client.write(sent), false);
    await atServer.untilReceived(sent.length);
    await atClient.until(() => atClient.drainCount === 1);
    assert.ok(sent.equals(atServer.received()));
    server.write(sent.subarray(0, 1_000_000));
    assert.ok(sent.subarray(0, 1_000_000).equals(await atClient.untilReceived(1_000_000)));
  });

  test('ends by halves, and closes without an error', async () => {
    const { client, server } = await pair();
    const [atClient, atServer] = [record(client), record(server)];
    client.write(Buffer.from('question'));
    client.end();
    await atServer.until(() => atServer.ended);
    server.write(Buffer.from('answer'));
    server.end();
    await Promise.all([atClient.untilClosed(), atServer.untilClosed()]);
    assert.deepEqual(atClient.events, ['data', 'end', 'close']);
    assert.deepEqual(atServer.events, ['data', 'end', 'close']);
  });

  test('nothing that comes with the opening is lost', async () => {
    const listener = await new WebSocketTransport('ws').listen('ws://127.0.0.1:0', (server) => {
      open.push(server);
      server.attach({
        onData: () => undefined,
        onDrain: () => undefined,
        onEnd: () => undefined,
        onClose: () => undefined,
      });
      server.write(Buffer.from('early'));
    });
    open.push(listener);
    const client = await dialer.connect(listener.address);
    open.push(client);
    await settle();
    assert.equal((await record(client).untilReceived(5)).toString(), 'early');
  });

  test('what cannot be reached is HOST_UNREACHABLE', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    server.close();
    await once(server, 'close');
    await assert.rejects(dialer.connect(`ws://127.0.0.1:${address.port}`), { code: 'HOST_UNREACHABLE' });
  });

  test('a server that never answers is given up after the deadline, or when asked to', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    assert.ok(address !== null && typeof address === 'object');
    const clock = new ManualClock();
    const connecting = new WebSocketDialer('ws', clock).connect(`ws://127.0.0.1:${address.port}`);
    clock.advance(10_000);
    await assert.rejects(connecting, { code: 'HOST_UNREACHABLE', message: /no answer in time/ });
    const controller = new AbortController();
    const cancelled = dialer.connect(`ws://127.0.0.1:${address.port}`, { signal: controller.signal });
    controller.abort();
    await assert.rejects(cancelled, { code: 'CANCELLED' });
    await assert.rejects(dialer.connect('ws://127.0.0.1:1', { signal: AbortSignal.abort() }), { code: 'CANCELLED' });
    silent.close();
  });

  test('other schemes are refused, and listening is impossible', async () => {
    await assert.rejects(dialer.connect('tcp://127.0.0.1:1'), { code: 'ADDRESS_INVALID' });
    await assert.rejects(new WebSocketDialer('wss', systemClock).connect('ws://127.0.0.1:1'), {
      code: 'ADDRESS_INVALID',
    });
    await assert.rejects(dialer.listen('ws://127.0.0.1:0'), { code: 'LISTEN_FAILED' });
  });
});
