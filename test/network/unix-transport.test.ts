import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { UnixTransport } from '../../src/network/unix-transport.ts';
import { testTransport } from './transport-conformance.ts';

const folder = mkdtempSync(join(tmpdir(), 'qforge-unix-'));
let sockets = 0;
const freshPath = (): string => join(folder, `${++sockets}.sock`);

after(() => rmSync(folder, { recursive: true }));

testTransport({
  name: 'Unix socket',
  makeTransport: () => new UnixTransport(),
  listenAddress: () => `unix://${freshPath()}`,
  deadAddress: () => Promise.resolve(`unix://${freshPath()}`),
  systemBufferBytes: 4 * 1024 * 1024,
});

describe('Unix transport alone', () => {
  const transport = new UnixTransport();

  test('only the owner may connect, and the file goes away with the listener', async () => {
    const path = freshPath();
    const listener = await transport.listen(`unix://${path}`, () => undefined);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    await listener.close();
    assert.equal(statSync(path, { throwIfNoEntry: false }), undefined);
  });

  test('the socket file of a killed process is replaced', async () => {
    const path = freshPath();
    const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    assert.equal(spawnSync(process.execPath, ['-e', script]).signal, 'SIGKILL');
    assert.ok(statSync(path).isSocket());
    const listener = await transport.listen(`unix://${path}`, () => undefined);
    (await transport.connect(`unix://${path}`)).destroy();
    await listener.close();
  });

  test('a file that is no socket is never replaced', async () => {
    const path = freshPath();
    writeFileSync(path, 'precious');
    await assert.rejects(
      transport.listen(`unix://${path}`, () => undefined),
      { code: 'PORT_IN_USE' },
    );
    assert.ok(statSync(path).isFile());
  });

  test('a path in a folder that does not exist cannot be listened on', async () => {
    await assert.rejects(
      transport.listen(`unix://${folder}/none/x.sock`, () => undefined),
      { code: 'LISTEN_FAILED' },
    );
  });
});
