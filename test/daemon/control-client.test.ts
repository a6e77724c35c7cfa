import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { type ErrorCode, isQForgeError, QForgeError } from '../../src/base/index.ts';
import { askProcess } from '../../src/daemon/control-client.ts';
import { MAX_ANSWER_BYTES } from '../../src/daemon/control-protocol.ts';
import { ControlServer } from '../../src/daemon/control-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

const LONG_MS = 10_000;

/** A socket whose owner does whatever the test wants with a connection. */
async function strangeServer(t: TestContext, serve: (socket: Socket) => void): Promise<string> {
  const path = join(temporaryFolder(t), 'strange.sock');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  });
  t.after(() => server.close());
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return path;
}

function hasCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => isQForgeError(error, code);
}

describe('asking a process', () => {
  test('gives what it answers', async (t) => {
    const server = await ControlServer.start(temporaryFolder(t), 'listen', {
      status: () => [1, 'two'],
      health: () => null,
    });
    t.after(() => server.stop());
    assert.deepEqual(await askProcess(server.path, 'status', LONG_MS), [1, 'two']);
    assert.equal(await askProcess(server.path, 'health', LONG_MS), null);
  });

  test('tells why a process could not answer', async (t) => {
    const failing = (): never => {
      throw new QForgeError('FILE_MISSING', { path: 'x' });
    };
    const server = await ControlServer.start(temporaryFolder(t), 'listen', { status: failing, health: failing });
    t.after(() => server.stop());
    await assert.rejects(askProcess(server.path, 'status', LONG_MS), (error) => {
      assert.ok(isQForgeError(error, 'CONTROL_REFUSED'));
      return error.message.includes('There is no file x.');
    });
  });

  test('finds out that nobody is there', async (t) => {
    await assert.rejects(askProcess(join(temporaryFolder(t), 'none.sock'), 'status', LONG_MS), hasCode('NOT_RUNNING'));
  });

  test('does not wait longer than it was told', async (t) => {
    const path = await strangeServer(t, () => undefined);
    await assert.rejects(askProcess(path, 'status', 50), hasCode('CONTROL_UNANSWERED'));
  });

  test('refuses an answer that ends early', async (t) => {
    const path = await strangeServer(t, (socket) => socket.end('{"id":1,'));
    await assert.rejects(askProcess(path, 'status', LONG_MS), hasCode('MALFORMED'));
  });

  test('refuses an answer of another form', async (t) => {
    const path = await strangeServer(t, (socket) => socket.end('hello\n'));
    await assert.rejects(askProcess(path, 'status', LONG_MS), hasCode('MALFORMED'));
  });

  test('refuses an answer that is too long, and keeps no more of it than the limit', async (t) => {
    const path = await strangeServer(t, (socket) => socket.write(Buffer.alloc(MAX_ANSWER_BYTES + 1, 'x')));
    await assert.rejects(askProcess(path, 'status', LONG_MS), hasCode('MALFORMED'));
  });
});
