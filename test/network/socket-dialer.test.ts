import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { connectSocket } from '../../src/network/socket-dialer.ts';
import { settle } from './recording-handler.ts';

describe('socket dialer', { timeout: 600_000 }, () => {
  test('an abort while the name is looked up rejects without waiting for the answer', async () => {
    const controller = new AbortController();
    const never = (): void => undefined;
    const target = { host: 'slow.example', port: 1, lookup: never };
    const connecting = connectSocket('tcp://slow.example:1', target, {}, controller.signal);
    await settle();
    const reason = new Error('no patience');
    controller.abort(reason);
    await assert.rejects(connecting, { code: 'CANCELLED', cause: reason });
  });

  test('an abort before the call makes no socket', async () => {
    const lookup = (): void => assert.fail('nothing is looked up');
    const target = { host: 'slow.example', port: 1, lookup };
    await assert.rejects(connectSocket('tcp://slow.example:1', target, {}, AbortSignal.abort()), { code: 'CANCELLED' });
  });

  test('a signal keeps no listener once the connection stands or has failed', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    const target = { host: '127.0.0.1', port: address.port };
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    (await connectSocket('tcp://127.0.0.1', target, {}, signal)).destroy();
    assert.equal(listeners, 0);
    server.close();
    await once(server, 'close');
    await assert.rejects(connectSocket('tcp://127.0.0.1', target, {}, signal), { code: 'CONNECTION_REFUSED' });
    assert.equal(listeners, 0);
  });
});
