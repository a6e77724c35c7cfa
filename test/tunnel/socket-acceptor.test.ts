import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { type ErrorCode, isQForgeError } from '../../src/base/index.ts';
import { SocketAcceptor } from '../../src/tunnel/socket-acceptor.ts';
import { until } from '../until.ts';
import { exchange, startEcho } from './echo-service.ts';

const hasCode = (code: ErrorCode) => (error: unknown) => isQForgeError(error, code);
const loopback = (port: number) => ({ scheme: 'tcp', host: '127.0.0.1', port }) as const;

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-listen-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('a listener of a tunnel', { timeout: 600_000 }, () => {
  test('tells its real port, hands sockets over paused, and frees the port when it closes', async (t) => {
    const paused: boolean[] = [];
    const acceptor = await SocketAcceptor.listen(loopback(0), false, (socket) => {
      paused.push(socket.isPaused());
      socket.destroy();
    });
    const { address } = acceptor;
    assert.ok(address.scheme === 'tcp' && address.port > 0);
    await exchange(t, address.port, '');
    assert.deepEqual(paused, [true]);
    await acceptor.close();
    await (await SocketAcceptor.listen(address, false, () => undefined)).close();
  });

  test('is refused where somebody listens, and where there is no such address', async (t) => {
    const { port } = await startEcho(t);
    await assert.rejects(
      SocketAcceptor.listen(loopback(port), false, () => undefined),
      hasCode('PORT_IN_USE'),
    );
    const elsewhere = { scheme: 'tcp', host: '192.0.2.1', port: 0 } as const;
    await assert.rejects(
      SocketAcceptor.listen(elsewhere, true, () => undefined),
      hasCode('LISTEN_FAILED'),
    );
  });

  test('is not opened to other machines without leave', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'localhost.example']) {
      const address = { scheme: 'tcp', host, port: 0 } as const;
      await assert.rejects(
        SocketAcceptor.listen(address, false, () => undefined),
        hasCode('FORWARD_PUBLIC'),
        host,
      );
    }
  });

  test('on a path belongs to its owner alone, and replaces the socket of a dead process', async (t) => {
    const path = join(scratch(t), 'a.sock');
    const holder = spawn(process.execPath, ['-e', `require('net').createServer().listen(${JSON.stringify(path)})`]);
    await until(() => existsSync(path));
    const address = { scheme: 'unix', path } as const;
    await assert.rejects(
      SocketAcceptor.listen(address, false, () => undefined),
      hasCode('PORT_IN_USE'),
    );
    const ended = new Promise((resolve) => holder.once('exit', resolve));
    holder.kill('SIGKILL');
    await ended;
    assert.ok(existsSync(path), 'the dead process left its socket');
    const acceptor = await SocketAcceptor.listen(address, false, (socket) => socket.destroy());
    assert.equal(statSync(path).mode & 0o777, 0o600);
    await acceptor.close();
    assert.ok(!existsSync(path));
  });

  test('leaves no connection to whoever listens at its path', async (t) => {
    const path = join(scratch(t), 'a.sock');
    const other = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => void other.listen(path, resolve));
    const connected = new Promise<Socket>((resolve) => other.once('connection', resolve));
    await assert.rejects(
      SocketAcceptor.listen({ scheme: 'unix', path }, false, () => undefined),
      hasCode('PORT_IN_USE'),
    );
    const probe = await connected;
    if (!probe.destroyed) await new Promise((resolve) => probe.once('close', resolve));
    await new Promise((resolve) => other.close(resolve));
  });

  test('leaves a file that is no socket alone', async (t) => {
    const path = join(scratch(t), 'precious');
    writeFileSync(path, 'precious');
    await assert.rejects(
      SocketAcceptor.listen({ scheme: 'unix', path }, false, () => undefined),
      hasCode('PORT_IN_USE'),
    );
    assert.ok(existsSync(path));
  });
});
