import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SocketConnection } from '../../src/network/socket-connection.ts';
import { RecordingHandler, record, settle } from './recording-handler.ts';

describe('socket connection', { timeout: 600_000 }, () => {
  const toDestroy: { destroy(): unknown }[] = [];

  afterEach(() => {
    for (const item of toDestroy.splice(0)) item.destroy();
  });

  /** A connection of ours, and the bare socket of Node that it talks to. */
  async function againstBareSocket(): Promise<{ connection: SocketConnection; bare: Socket }> {
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    const connection = new SocketConnection({});
    connection.socket.connect(address.port, address.address);
    const [bare] = (await once(server, 'connection')) as [Socket];
    server.close();
    if (connection.socket.connecting) await once(connection.socket, 'connect');
    connection.connected('tcp://peer');
    toDestroy.push(connection, bare);
    return { connection, bare };
  }

  test('bytes received are valid only during the call: all reads share one buffer', async () => {
    const first = await againstBareSocket();
    const second = await againstBareSocket();
    const buffers = new Set<ArrayBufferLike>();
    for (const { connection, bare } of [first, second]) {
      const handler = new RecordingHandler();
      handler.onArrival = (bytes) => buffers.add(bytes.buffer);
      connection.attach(handler);
      bare.write('abc');
      assert.equal((await handler.untilReceived(3)).toString(), 'abc');
    }
    assert.equal(buffers.size, 1);
  });

  test('lets go of its handler when it is closed, and with it of a whole channel', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { connection, bare } = await againstBareSocket();
    bare.on('error', () => undefined);
    const attached = (): WeakRef<RecordingHandler> => {
      const handler = new RecordingHandler();
      connection.attach(handler);
      return new WeakRef(handler);
    };
    const handler = attached();
    const closed = once(connection.socket, 'close');
    connection.destroy();
    await closed;
    for (let turn = 0; turn < 100 && handler.deref() !== undefined; turn += 1) {
      await settle();
      collect();
    }
    assert.equal(handler.deref(), undefined);
    assert.equal(connection.queuedBytes, 0, 'while the connection itself is still there');
  });

  test('received bytes are plain byte arrays, whose slice() is a copy', async () => {
    const { connection, bare } = await againstBareSocket();
    const handler = new RecordingHandler();
    let isBuffer = true;
    handler.onArrival = (bytes) => {
      isBuffer = Buffer.isBuffer(bytes);
    };
    connection.attach(handler);
    bare.write('abc');
    await handler.untilReceived(3);
    assert.equal(isBuffer, false);
  });

  test('writes behind one in flight leave together, in one call', async () => {
    const { connection, bare } = await againstBareSocket();
    record(connection);
    const calls: number[] = [];
    const original = connection.socket._writev?.bind(connection.socket);
    assert.ok(original !== undefined);
    connection.socket._writev = (chunks, callback) => {
      calls.push(chunks.length);
      original(chunks, callback);
    };
    const atBare = { receivedBytes: 0 };
    bare.on('data', (bytes: Buffer) => {
      atBare.receivedBytes += bytes.length;
    });
    connection.write(new Uint8Array(10));
    for (let index = 0; index < 10; index++) connection.write(new Uint8Array(10));
    while (atBare.receivedBytes < 110) await settle();
    assert.deepEqual(calls, [10]);
  });

  test('a reset is told once, with the name the peer was given', async () => {
    const { connection, bare } = await againstBareSocket();
    const handler = record(connection);
    bare.resetAndDestroy();
    await handler.untilClosed();
    await settle();
    assert.equal(handler.closeCount, 1);
    assert.equal(
      handler.closeError?.message,
      'The connection with tcp://peer was lost: the other side reset it (ECONNRESET).',
    );
  });

  test('a writer that fills up inside every onDrain does not keep the process from reading', async () => {
    const { connection, bare } = await againstBareSocket();
    const block = new Uint8Array(256 * 1024);
    const handler = new RecordingHandler();
    const fill = (): void => {
      while (handler.receivedBytes === 0 && connection.write(block));
    };
    handler.onDrain = fill;
    connection.attach(handler);
    bare.resume();
    bare.write('please stop');
    fill();
    assert.equal((await handler.untilReceived(11)).toString(), 'please stop');
  });
});
