import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { type ErrorCode, isQForgeError, systemClock } from '../../src/base/index.ts';
import type { Admission } from '../../src/network/index.ts';
import { dialTarget, type Resolve } from '../../src/tunnel/target-dialer.ts';
import { ManualClock } from '../client/manual-clock.ts';
import { freePort } from '../free-ports.ts';
import { startEcho } from './echo-service.ts';

const hasCode = (code: ErrorCode) => (error: unknown) => isQForgeError(error, code);
const named = (port: number) => ({ scheme: 'tcp', host: 'service.example', port }) as const;

/** A resolver for one answer; counts its questions. */
function answering(...addresses: readonly string[]): { resolve: Resolve; asked: () => number } {
  let count = 0;
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return {
    asked: () => count,
    resolve: () => {
      count += 1;
      return Promise.resolve(found);
    },
  };
}

function dial(t: TestContext, port: number, admission: Admission, resolve: Resolve) {
  const dialling = dialTarget(named(port), admission, 'qf1peer', { clock: systemClock, resolve });
  t.after(async () => (await dialling.catch(() => undefined))?.destroy());
  return dialling;
}

describe('dialling a target', { timeout: 600_000 }, () => {
  test('looks a name up once, and dials only what is admitted', async (t) => {
    const echo = await startEcho(t);
    const { resolve, asked } = answering('127.0.0.9', '127.0.0.1');
    const socket = await dial(t, echo.port, (ip) => ip === '127.0.0.1', resolve);
    assert.equal(socket.remoteAddress, '127.0.0.1');
    assert.equal(asked(), 1);
    assert.ok(socket.isPaused());
  });

  test('is refused when the name stands for nothing that is admitted', async (t) => {
    const echo = await startEcho(t);
    const { resolve } = answering('127.0.0.1');
    await assert.rejects(
      dial(t, echo.port, (ip) => ip === '10.0.0.1', resolve),
      hasCode('FORWARD_NOT_ALLOWED'),
    );
    assert.equal(echo.sockets.size, 0);
  });

  test('looks nothing up when it is not admitted at all', async (t) => {
    const { resolve, asked } = answering('127.0.0.1');
    await assert.rejects(dial(t, 1, 'no', resolve), hasCode('FORWARD_NOT_ALLOWED'));
    assert.equal(asked(), 0);
  });

  test('tries every address of a name', async (t) => {
    const echo = await startEcho(t);
    const { resolve } = answering('127.0.0.9', '127.0.0.1');
    assert.equal((await dial(t, echo.port, 'yes', resolve)).remoteAddress, '127.0.0.1');
  });

  test('says when nobody listens, when there is no such name, and when it has no address', async (t) => {
    const port = await freePort();
    await assert.rejects(dial(t, port, 'yes', answering('127.0.0.1').resolve), hasCode('CONNECTION_REFUSED'));
    await assert.rejects(dial(t, port, 'yes', answering().resolve), hasCode('HOST_UNREACHABLE'));
    const unknown: Resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    await assert.rejects(dial(t, port, 'yes', unknown), (error) => {
      return isQForgeError(error, 'HOST_UNREACHABLE') && error.message.includes('the host name is not known');
    });
  });

  test('gives up when the time is over, during the look-up and during the dialling', async () => {
    const clock = new ManualClock();
    const never: Resolve = () => new Promise(() => undefined);
    const looking = dialTarget(named(1), 'yes', 'qf1peer', { clock, resolve: never, timeoutMs: 500 });
    clock.advance(500);
    await assert.rejects(looking, hasCode('HOST_UNREACHABLE'));
    assert.equal(clock.pendingCalls, 0);
  });

  test('gives up when it is told to', async () => {
    const controller = new AbortController();
    const options = { clock: systemClock, resolve: (() => new Promise(() => undefined)) as Resolve };
    const dialling = dialTarget(named(1), 'yes', 'qf1peer', { ...options, signal: controller.signal });
    controller.abort();
    await assert.rejects(dialling, hasCode('HOST_UNREACHABLE'));
    const late = dialTarget(named(1), 'yes', 'qf1peer', { ...options, signal: controller.signal });
    await assert.rejects(late, hasCode('HOST_UNREACHABLE'));
  });

  test('reaches Unix sockets', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'qforge-dial-'));
    const path = join(folder, 'service.sock');
    const server = createServer((socket) => socket.on('error', () => undefined).end('hello'));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    t.after(() => {
      server.close();
      rmSync(folder, { recursive: true });
    });
    const target = { scheme: 'unix', path } as const;
    const socket = await dialTarget(target, 'yes', 'qf1peer', { clock: systemClock });
    assert.ok(socket.readable);
    socket.destroy();
    const missing = { scheme: 'unix', path: join(folder, 'missing.sock') } as const;
    await assert.rejects(dialTarget(missing, 'yes', 'qf1peer', { clock: systemClock }), hasCode('CONNECTION_REFUSED'));
  });
});
