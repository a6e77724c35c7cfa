import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { isQForgeError, QForgeError } from '../../src/base/index.ts';
import { MAX_REQUEST_BYTES } from '../../src/daemon/control-protocol.ts';
import { type ControlHandlers, ControlServer } from '../../src/daemon/control-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

const handlers: ControlHandlers = { status: () => ({ fine: true }), health: () => Promise.resolve('well') };

async function startServer(t: TestContext, own: ControlHandlers = handlers): Promise<ControlServer> {
  const server = await ControlServer.start(temporaryFolder(t), 'listen', own);
  t.after(() => server.stop());
  return server;
}

/** Everything the server says to `text` until it has answered `lines` times or hangs up. */
async function converse(path: string, text: string | Uint8Array, lines: number): Promise<readonly unknown[]> {
  const socket = connect(path);
  socket.write(text);
  let heard = '';
  for await (const chunk of socket as AsyncIterable<Uint8Array>) {
    heard += Buffer.from(chunk).toString();
    if (heard.split('\n').length > lines) break;
  }
  socket.destroy();
  return heard
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
}

describe('the control server', () => {
  test('answers every question under its number', async (t) => {
    const { path } = await startServer(t);
    const answers = await converse(path, '{"id":1,"method":"status"}\n{"id":2,"method":"health"}\n', 2);
    assert.deepEqual(answers, [
      { id: 1, result: { fine: true } },
      { id: 2, result: 'well' },
    ]);
  });

  test('can be reached by its user only', async (t) => {
    const { path } = await startServer(t);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(join(path, '..')).mode & 0o777, 0o700);
    assert.ok(path.endsWith(`listen-${process.pid}.sock`));
  });

  test('answers a question it cannot read with a failure, and goes on', async (t) => {
    const { path } = await startServer(t);
    const [failure, result] = await converse(path, 'what?\n{"id":2,"method":"health"}\n', 2);
    assert.deepEqual((failure as { id: unknown; error: { code: string } }).id, null);
    assert.equal((failure as { error: { code: string } }).error.code, 'MALFORMED');
    assert.deepEqual(result, { id: 2, result: 'well' });
  });

  test('hangs up on a question that has no end', async (t) => {
    const { path } = await startServer(t);
    const [failure, ...more] = await converse(path, 'x'.repeat(MAX_REQUEST_BYTES + 1), 99);
    assert.equal((failure as { error: { code: string } }).error.code, 'MALFORMED');
    assert.deepEqual(more, []);
  });

  test('tells the code of a failing question', async (t) => {
    const { path } = await startServer(t, {
      status: () => {
        throw new QForgeError('NOT_RUNNING', { what: 'it' });
      },
      health: () => Promise.reject(new QForgeError('CHANNEL_CLOSED', { peer: 'it' })),
    });
    const answers = await converse(path, '{"id":1,"method":"status"}\n{"id":2,"method":"health"}\n', 2);
    assert.deepEqual(
      answers.map((answer) => (answer as { error: { code: string } }).error.code),
      ['NOT_RUNNING', 'CHANNEL_CLOSED'],
    );
  });

  test('survives a client that leaves at once', async (t) => {
    const { path } = await startServer(t);
    for (let count = 0; count < 20; count += 1) {
      const socket = connect(path);
      await once(socket, 'connect');
      socket.write('{"id":1,"method":"status"}\n');
      socket.destroy();
    }
    assert.deepEqual(await converse(path, '{"id":1,"method":"health"}\n', 1), [{ id: 1, result: 'well' }]);
  });

  test('takes the place of what a dead process has left', async (t) => {
    const folder = temporaryFolder(t);
    const path = join(folder, `listen-${process.pid}.sock`);
    writeFileSync(path, 'left over');
    const server = await ControlServer.start(folder, 'listen', handlers);
    assert.deepEqual(await converse(path, '{"id":1,"method":"health"}\n', 1), [{ id: 1, result: 'well' }]);
    await server.stop();
  });

  test('is gone without a trace after it stopped, also with clients connected', async (t) => {
    const server = await ControlServer.start(temporaryFolder(t), 'listen', handlers);
    const socket = connect(server.path);
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    await server.stop();
    await closed;
    assert.equal(existsSync(server.path), false);
  });

  test('does not start in a folder that others can enter', async (t) => {
    const folder = temporaryFolder(t);
    chmodSync(folder, 0o755);
    await assert.rejects(ControlServer.start(folder, 'listen', handlers), (error) =>
      isQForgeError(error, 'FILE_UNWRITABLE'),
    );
  });

  test('does not start under a path that no socket can have', async (t) => {
    const folder = join(temporaryFolder(t), 'x'.repeat(100));
    await assert.rejects(ControlServer.start(folder, 'listen', handlers), (error) =>
      isQForgeError(error, 'LISTEN_FAILED'),
    );
    assert.equal(existsSync(folder), false);
  });
});
