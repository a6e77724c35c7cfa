import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { concatBytes, QForgeError } from '../../src/base/index.ts';
import { MessageConnection } from '../../src/network/message-connection.ts';
import { MAX_WEB_SOCKET_MESSAGE_BYTES } from '../../src/network/message-socket.ts';
import { FakeMessageSocket } from './fake-message-socket.ts';
import { type RecordingHandler, record, settle } from './recording-handler.ts';

interface Rig {
  readonly socket: FakeMessageSocket;
  readonly connection: MessageConnection;
}

function rigOf(): Rig {
  const socket = new FakeMessageSocket();
  return {
    socket,
    connection: new MessageConnection(socket, 'ws://there:1', { highWaterBytes: 10, lowWaterBytes: 4 }),
  };
}

function attached(): Rig & { readonly recorder: RecordingHandler } {
  const rig = rigOf();
  return { ...rig, recorder: record(rig.connection) };
}

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index);

describe('a byte stream over messages', () => {
  test('long writes are cut into messages, and empty ones send nothing', () => {
    const { socket, connection } = attached();
    const written = [
      bytes(2 * MAX_WEB_SOCKET_MESSAGE_BYTES + 4),
      bytes(0),
      bytes(3),
      bytes(MAX_WEB_SOCKET_MESSAGE_BYTES),
    ];
    for (const each of written) connection.write(each);
    assert.deepEqual(
      socket.sent.map(({ length }) => length),
      [MAX_WEB_SOCKET_MESSAGE_BYTES, MAX_WEB_SOCKET_MESSAGE_BYTES, 4, 3, MAX_WEB_SOCKET_MESSAGE_BYTES],
    );
    assert.deepEqual(concatBytes(...socket.sent), concatBytes(...written));
  });

  test('the writer waits above the high mark, and goes on at the low mark', () => {
    const { socket, connection, recorder } = attached();
    assert.equal(connection.write(bytes(10)), true);
    assert.equal(connection.write(bytes(3)), false);
    assert.equal(connection.queuedBytes, 13);
    socket.take();
    assert.equal(recorder.drainCount, 1);
    socket.take();
    assert.deepEqual([recorder.drainCount, connection.queuedBytes], [1, 0]);
  });

  test('an empty message ends a direction; when both have ended, goodbye is said', () => {
    const { socket, connection, recorder } = attached();
    socket.handler?.onMessage(bytes(2));
    socket.handler?.onMessage(bytes(0));
    assert.deepEqual(recorder.events, ['data', 'end']);
    connection.end();
    assert.deepEqual(socket.sent.at(-1), bytes(0));
    assert.equal(socket.calls.at(-1), 'close');
  });

  test('messages wait while the handler does, and a close comes after them', async () => {
    const { socket, connection, recorder } = attached();
    recorder.onArrival = () => connection.pause();
    socket.handler?.onMessage(bytes(1));
    socket.handler?.onMessage(bytes(2));
    socket.handler?.onClose();
    await settle();
    assert.deepEqual([recorder.receivedBytes, recorder.closeCount], [1, 0]);
    recorder.onArrival = () => undefined;
    connection.resume();
    await recorder.untilClosed();
    assert.deepEqual([recorder.receivedBytes, recorder.closeCount, recorder.closeError], [3, 1, undefined]);
  });

  test('everything before attach is kept: bytes, the end and the close', async () => {
    const { socket, connection } = rigOf();
    socket.handler?.onMessage(bytes(2));
    socket.handler?.onMessage(bytes(0));
    socket.handler?.onClose(new QForgeError('CONNECTION_LOST', { peer: 'x', reason: 'y' }));
    const recorder = record(connection);
    await recorder.untilClosed();
    assert.deepEqual(recorder.events, ['data', 'end', 'close with error']);
  });

  test('bytes after the end break the connection', async () => {
    const { socket, recorder } = attached();
    socket.handler?.onMessage(bytes(0));
    socket.handler?.onMessage(bytes(1));
    await recorder.untilClosed();
    assert.deepEqual(recorder.events, ['end', 'close with error']);
    assert.equal(socket.calls.at(-1), 'terminate');
  });

  test('once destroyed it is silent but for one close, and gives no chunks back', async () => {
    const { socket, connection, recorder } = attached();
    let written = 0;
    connection.write(bytes(20), () => (written += 1));
    connection.destroy();
    connection.destroy();
    socket.take();
    socket.handler?.onMessage(bytes(1));
    socket.handler?.onClose(new QForgeError('CONNECTION_LOST', { peer: 'x', reason: 'y' }));
    await settle();
    assert.deepEqual(recorder.events, ['close']);
    assert.deepEqual([written, connection.queuedBytes, recorder.drainCount], [0, 0, 0]);
    assert.equal(connection.write(bytes(1)), false);
  });
});
