import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, Socket } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { AcceptedConnection } from '../../src/network/accepted-connection.ts';
import { RecordingHandler, record, settle } from './recording-handler.ts';

const PEER = 'tcp://the-peer:1';

describe('accepted connection', { timeout: 600_000 }, () => {
  const toDestroy: { destroy(): unknown }[] = [];
  const servers: Server[] = [];

  afterEach(() => {
    for (const item of toDestroy.splice(0)) item.destroy();
    for (const server of servers.splice(0)) server.close();
  });

  async function accepted(): Promise<{ client: Socket; connection: AcceptedConnection }> {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    const client = new Socket({ allowHalfOpen: true }).connect(address.port, address.address);
    client.on('error', () => undefined);
    const [socket] = (await once(server, 'connection')) as [Socket];
    const connection = new AcceptedConnection(socket, PEER, {});
    toDestroy.push(client, connection);
    return { client, connection };
  }

  test('a silent one holds no stream; the first bytes arrive whole and in order with all later ones', async () => {
    const { client, connection } = await accepted();
    const handler = record(connection);
    assert.equal(connection.queuedBytes, 0);
    const sent = Buffer.alloc(300_000, 'first, and then much more. ');
    client.write(sent.subarray(0, 5));
    await handler.untilReceived(5);
    client.write(sent.subarray(5));
    assert.deepEqual(await handler.untilReceived(sent.length), sent);
  });

  test('bytes that came before anybody listened are not lost', async () => {
    const { client, connection } = await accepted();
    client.write('early');
    await settle();
    assert.equal((await record(connection).untilReceived(5)).toString(), 'early');
  });

  test('this side may speak first, before and after it listens', async () => {
    for (const attachFirst of [true, false]) {
      const { client, connection } = await accepted();
      const handler = new RecordingHandler();
      if (attachFirst) connection.attach(handler);
      const heard = once(client, 'data');
      assert.equal(connection.write(Buffer.from('hello')), true);
      assert.equal(String(await heard), 'hello');
      if (!attachFirst) connection.attach(handler);
      client.write('answer');
      assert.equal((await handler.untilReceived(6)).toString(), 'answer');
    }
  });

  test('the end of a silent peer is told once, and it can still be answered', async () => {
    const { client, connection } = await accepted();
    const handler = record(connection);
    client.end();
    await handler.until(() => handler.ended);
    assert.deepEqual(handler.events, ['end']);
    const heard = once(client, 'data');
    connection.write(Buffer.from('too late?'));
    connection.end();
    assert.equal(String(await heard), 'too late?');
    await handler.untilClosed();
    assert.deepEqual(handler.events, ['end', 'close']);
  });

  test('a pause holds back a stranger as well as a peer that has spoken', async () => {
    const { client, connection } = await accepted();
    connection.pause();
    const handler = record(connection);
    client.write('one');
    await settle();
    assert.equal(handler.receivedBytes, 0);
    connection.resume();
    await handler.untilReceived(3);
    connection.pause();
    await settle();
    client.write('two');
    await settle();
    assert.equal(handler.receivedBytes, 3);
    connection.resume();
    assert.equal((await handler.untilReceived(6)).toString(), 'onetwo');
  });

  test('a handler that drops it in its first call hears no more than the close', async () => {
    const { client, connection } = await accepted();
    const handler = new RecordingHandler();
    handler.onArrival = () => connection.destroy();
    connection.attach(handler);
    client.write('something malformed');
    await handler.untilClosed();
    await settle();
    assert.deepEqual(handler.events, ['data', 'close']);
  });

  test('dropped in silence it closes once, and takes no more bytes', async () => {
    const { client, connection } = await accepted();
    const handler = record(connection);
    client.resume();
    const ended = once(client, 'end');
    connection.destroy();
    connection.destroy();
    assert.equal(connection.write(new Uint8Array(5)), false);
    connection.end();
    await ended;
    await handler.untilClosed();
    await settle();
    assert.deepEqual(handler.events, ['close']);
  });

  test('who listens only after it was dropped is told so', async () => {
    const { connection } = await accepted();
    connection.destroy();
    await settle();
    const handler = record(connection);
    await handler.untilClosed();
    assert.equal(handler.closeError, undefined);
  });

  test('the reset of a silent peer is a lost connection under the name it was given', async () => {
    const { client, connection } = await accepted();
    const handler = record(connection);
    client.resetAndDestroy();
    await handler.untilClosed();
    assert.deepEqual(handler.events, ['close with error']);
    assert.equal(
      handler.closeError?.message,
      `The connection with ${PEER} was lost: the other side reset it (ECONNRESET).`,
    );
  });
});
