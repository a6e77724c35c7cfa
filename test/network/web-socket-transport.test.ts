import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import type { Connection, Listener } from '../../src/base/index.ts';
import { MAX_WEB_SOCKET_MESSAGE_BYTES } from '../../src/network/message-socket.ts';
import { MAX_UNOPENED_WEB_SOCKETS, MAX_WEB_SOCKET_HEADER_BYTES } from '../../src/network/web-socket-listener.ts';
import { WebSocketTransport, type WebSocketTransportOptions } from '../../src/network/web-socket-transport.ts';
import { selfSignedCertificate } from '../../src/qkd/index.ts';
import { freePort } from '../free-ports.ts';
import { noIPv6 } from './loopback.ts';
import { record, settle } from './recording-handler.ts';
import { testTransport } from './transport-conformance.ts';

const require = createRequire(import.meta.url);
const SYSTEM_BUFFER_BYTES = 16 * 1024 * 1024;

const families = [
  { name: 'WebSocket', host: '127.0.0.1', skip: false as const },
  { name: 'WebSocket over IPv6', host: '[::1]', skip: noIPv6 },
];
for (const { name, host, skip } of families) {
  if (skip !== false) test(name, { skip });
  else
    testTransport({
      name,
      makeTransport: () => new WebSocketTransport('ws'),
      listenAddress: () => `ws://${host}:0/channel`,
      deadAddress: async () => `ws://${host}:${await freePort()}/channel`,
      systemBufferBytes: SYSTEM_BUFFER_BYTES,
    });
}

const issued = selfSignedCertificate({
  commonName: 'localhost',
  names: [{ ip: '127.0.0.1' }],
  keyKind: 'Ed25519',
  validDays: 1,
  wallMs: Date.now(),
});
const tls = { cert: issued.certificatePem, key: issued.privateKeyPem };
testTransport({
  name: 'WebSocket inside TLS',
  makeTransport: () => new WebSocketTransport('wss', { tls, authorities: tls.cert }),
  listenAddress: () => 'wss://127.0.0.1:0',
  deadAddress: async () => `wss://127.0.0.1:${await freePort()}`,
  systemBufferBytes: SYSTEM_BUFFER_BYTES,
});

/** A port of this machine to which a transport listens, closed with everything else after each test. */
const open: { close?: () => unknown; destroy?: () => unknown; terminate?: () => unknown }[] = [];

async function listenWith(
  options: WebSocketTransportOptions = {},
): Promise<{ listener: Listener; port: number; accepted: Connection[] }> {
  const accepted: Connection[] = [];
  const listener = await new WebSocketTransport('ws', options).listen('ws://127.0.0.1:0/channel', (connection) => {
    accepted.push(connection);
    open.push(connection);
  });
  open.push(listener);
  return { listener, port: Number(new URL(listener.address).port), accepted };
}

describe('WebSocket transport alone', { timeout: 600_000 }, () => {
  afterEach(async () => {
    for (const item of open.splice(0)) {
      item.destroy?.();
      item.terminate?.();
      await item.close?.();
    }
  });

  /** The HTTP status with which a listener answers a request to open a WebSocket; 101 if it opens. */
  async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number | undefined> {
    const socket = new WebSocket(url, { headers });
    open.push(socket);
    socket.on('error', () => undefined);
    const opened = once(socket, 'open').then(() => 101);
    const refused = once(socket, 'unexpected-response').then((values) => (values[1] as IncomingMessage).statusCode);
    opened.catch(() => undefined);
    refused.catch(() => undefined);
    return Promise.race([opened, refused]);
  }

  async function rawSocket(port: number): Promise<{ socket: Socket; closed: Promise<unknown>; text: () => string }> {
    const socket = connect(port, '127.0.0.1');
    open.push(socket);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
    });
    const closed = once(socket, 'close');
    await once(socket, 'connect');
    return { socket, closed, text: () => text };
  }

  test('a page must come from an allowed origin, a program needs none', async () => {
    const { port, accepted } = await listenWith({ allowedOrigins: ['https://chat.example'] });
    const url = `ws://127.0.0.1:${port}/channel`;
    const cases: readonly [Record<string, string>, number][] = [
      [{}, 101],
      [{ Origin: 'https://chat.example' }, 101],
      [{ Origin: 'http://chat.example' }, 403],
      [{ Origin: 'https://chat.example.evil.example' }, 403],
      [{ Origin: 'https://chat.example:8443' }, 403],
      [{ Origin: 'null' }, 403],
      [{ Origin: '' }, 403],
      [{ Origin: `http://127.0.0.1:${port}` }, 403],
    ];
    for (const [headers, status] of cases) assert.equal(await statusOf(url, headers), status, JSON.stringify(headers));
    assert.equal(accepted.length, 2);
  });

  test('without allowed origins no page is let in, under whatever name it reached the listener', async () => {
    const { port } = await listenWith();
    const url = `ws://127.0.0.1:${port}/channel`;
    assert.equal(await statusOf(url, { Host: 'evil.example', Origin: 'http://evil.example' }), 403);
  });

  test('other paths are not found, and plain requests are told what to ask for', async () => {
    const { port } = await listenWith();
    assert.equal(await statusOf(`ws://127.0.0.1:${port}/`), 404);
    assert.equal(await statusOf(`ws://127.0.0.1:${port}/channel?x`), 404);
    const [response] = (await once(get(`http://127.0.0.1:${port}/channel`), 'response')) as [IncomingMessage];
    assert.equal(response.statusCode, 426);
    response.resume();
  });

  test('the refusal that a client meets is named', async () => {
    const { listener } = await listenWith();
    const wrongPath = listener.address.replace('/channel', '/other');
    await assert.rejects(new WebSocketTransport('ws').connect(wrongPath), {
      code: 'HOST_UNREACHABLE',
      message: /it answered with HTTP status 404/,
    });
  });

  test('headers beyond the limit and 3,000 headers are refused, and the listener lives', async () => {
    const { port, accepted } = await listenWith();
    const request = `GET /channel HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`;
    for (const extra of [
      `X: ${'a'.repeat(MAX_WEB_SOCKET_HEADER_BYTES)}\r\n`,
      Array.from({ length: 3000 }, (_, index) => `X-${index}: a\r\n`).join(''),
    ]) {
      const { socket, closed, text } = await rawSocket(port);
      socket.write(`${request}${extra}\r\n`);
      await closed;
      assert.doesNotMatch(text(), /^HTTP\/1\.1 101/);
    }
    assert.equal(accepted.length, 0);
    assert.equal(await statusOf(`ws://127.0.0.1:${port}/channel`), 101);
  });

  test('connections that ask for nothing are bounded: the oldest makes room, and nobody is shut out', async () => {
    const { port, listener } = await listenWith();
    const first = await rawSocket(port);
    const silent = await Promise.all(Array.from({ length: MAX_UNOPENED_WEB_SOCKETS }, () => rawSocket(port)));
    await first.closed;
    assert.equal(await statusOf(`ws://127.0.0.1:${port}/channel`), 101);
    await listener.close();
    await Promise.all(silent.map(({ closed }) => closed));
  });

  test('a message longer than the limit, text, and bytes after the end are CONNECTION_LOST', async () => {
    const { port, accepted } = await listenWith();
    const misdeeds: readonly ((socket: WebSocket) => void)[] = [
      (socket) => socket.send(new Uint8Array(MAX_WEB_SOCKET_MESSAGE_BYTES + 1)),
      (socket) => socket.send('text'),
      (socket) => {
        socket.send(new Uint8Array(0));
        socket.send(Uint8Array.of(1));
      },
    ];
    for (const [index, misbehave] of misdeeds.entries()) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/channel`);
      open.push(socket);
      socket.on('error', () => undefined);
      await once(socket, 'open');
      const connection = accepted[index];
      assert.ok(connection !== undefined);
      const atServer = record(connection);
      misbehave(socket);
      await atServer.untilClosed();
      assert.ok(atServer.closeError !== undefined && 'code' in atServer.closeError, `misdeed ${index}`);
      assert.equal(atServer.closeError.code, 'CONNECTION_LOST');
      assert.equal(atServer.receivedBytes, 0);
    }
  });

  test('a hundred thousand empty fragments end in CONNECTION_LOST, not in memory', async () => {
    const { port, accepted } = await listenWith();
    const { socket, closed } = await rawSocket(port);
    socket.write(
      'GET /channel HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    while (accepted.length === 0) await settle();
    const connection = accepted[0];
    assert.ok(connection !== undefined);
    const atServer = record(connection);
    // The first fragment of a binary message, then continuations: masked, of no length.
    socket.write(Buffer.of(0x02, 0x80, 0, 0, 0, 0));
    const continuation = Buffer.of(0x00, 0x80, 0, 0, 0, 0);
    socket.write(Buffer.concat(Array.from({ length: 100_000 }, () => continuation)));
    await Promise.all([atServer.untilClosed(), closed]);
    assert.ok(atServer.closeError !== undefined);
  });

  test('a server that imposes compression is refused', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    server.on('upgrade', (request, socket) => {
      const accept = createHash('sha1')
        .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
        .digest('base64');
      socket.on('error', () => undefined);
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n` +
          'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n',
      );
    });
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    await assert.rejects(new WebSocketTransport('ws').connect(`ws://127.0.0.1:${address.port}`), {
      code: 'HOST_UNREACHABLE',
    });
    server.close();
  });

  test('a client that offers compression gets none', async () => {
    const { port } = await listenWith();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/channel`, { perMessageDeflate: true });
    open.push(socket);
    await once(socket, 'open');
    assert.equal(socket.extensions, '');
  });

  test('a goodbye of the other side without an end is a close without an error, as any other code is with one', async () => {
    const { port, accepted } = await listenWith();
    for (const [index, code] of [1000, 1011].entries()) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/channel`);
      await once(socket, 'open');
      const connection = accepted[index];
      assert.ok(connection !== undefined);
      const atServer = record(connection);
      socket.close(code);
      await atServer.untilClosed();
      assert.equal(atServer.closeError === undefined, code === 1000);
    }
  });

  test('a server that never answers the opening can be given up', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    assert.ok(address !== null && typeof address === 'object');
    silent.on('upgrade', (_request, socket) => open.push(socket));
    const controller = new AbortController();
    const connecting = new WebSocketTransport('ws').connect(`ws://127.0.0.1:${address.port}`, {
      signal: controller.signal,
    });
    await settle();
    controller.abort();
    await assert.rejects(connecting, { code: 'CANCELLED' });
    silent.close();
  });

  test('listening on wss needs a certificate', async () => {
    await assert.rejects(
      new WebSocketTransport('wss').listen('wss://127.0.0.1:0', () => undefined),
      { code: 'LISTEN_FAILED', message: /no certificate/ },
    );
  });

  test('port 0 can be listened on but not connected to', async () => {
    await assert.rejects(new WebSocketTransport('ws').connect('ws://127.0.0.1:0'), { code: 'ADDRESS_INVALID' });
  });

  test('the library is no older than the version that bounds tiny fragments: 8.21.0', () => {
    const { version } = JSON.parse(readFileSync(require.resolve('ws/package.json'), 'utf8')) as { version: string };
    const [major = 0, minor = 0] = version.split('.').map(Number);
    assert.ok(major === 8 && minor >= 21, version);
  });
});
