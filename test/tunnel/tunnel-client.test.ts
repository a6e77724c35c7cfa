import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { freePort } from '../free-ports.ts';
import { until } from '../until.ts';
import { dial, exchange, hear, startEcho, startService } from './echo-service.ts';
import { portOf, tunnelPair } from './tunnel-rig.ts';

const hasCode = (code: string) => (error: unknown) => isQForgeError(error) && error.code === code;

describe('a local forward', { timeout: 600_000 }, () => {
  test('carries bytes both ways, whole and in order, over many connections at once', async (t) => {
    const echo = await startEcho(t);
    const pair = await tunnelPair(t, { connect: [`127.0.0.1:${echo.port}`] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${echo.port}`] });
    const sent = Array.from({ length: 40 }, (_, index) => randomBytes(1 + index * 7_001));
    const heard = await Promise.all(sent.map((bytes) => exchange(t, portOf(tunnel), bytes)));
    for (const [index, { bytes, end }] of heard.entries()) {
      assert.ok(bytes.equals(sent[index] ?? Buffer.of()), `connection ${index}`);
      assert.equal(end, 'end');
    }
    assert.equal(pair.taken.length, 1, 'one channel carries them all');
    await until(() => tunnel.status()[0]?.open === 0 && pair.server.status()[0]?.open === 0);
    const total = sent.reduce((sum, bytes) => sum + bytes.length, 0);
    const { open, failed, bytesIn, bytesOut } = tunnel.status()[0] ?? {};
    assert.deepEqual({ open, failed, bytesIn, bytesOut }, { open: 0, failed: 0, bytesIn: total, bytesOut: total });
    assert.equal(tunnel.status()[0]?.total, 40);
    assert.equal(pair.server.status()[0]?.total, 40);
    const { values } = pair.bobMetrics;
    assert.equal(values.get('qforge_tunnel_connections_total {"end":"dialling","result":"ok"}'), 40);
    assert.equal(values.get('qforge_tunnel_bytes_total {"end":"dialling","direction":"in"}'), total);
    assert.equal(values.get('qforge_tunnel_connections_open {"end":"dialling"}'), 0);
  });

  test('listens on this machine alone by the name localhost', async (t) => {
    const echo = await startEcho(t);
    const pair = await tunnelPair(t, { connect: [`127.0.0.1:${echo.port}`] });
    const tunnel = await pair.open({ local: [`localhost:0:127.0.0.1:${echo.port}`] });
    assert.match(tunnel.status()[0]?.listen ?? '', /^127\.0\.0\.1:\d+$/u);
    assert.equal((await exchange(t, portOf(tunnel), 'here')).bytes.toString(), 'here');
  });

  test('ends one direction and keeps the other, whichever side ends first', async (t) => {
    const service = await startService(t, (socket) => {
      socket.end('all I say');
      let heard = '';
      socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
      socket.on('end', () => ((socket as { heard?: string }).heard = heard));
    });
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${service.port}`] });
    const socket = await dial(t, portOf(tunnel));
    const { bytes, end } = await hear(socket);
    assert.deepEqual([bytes.toString(), end], ['all I say', 'end']);
    socket.write('still ');
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.end('talking');
    await until(() => [...service.sockets].some((other) => (other as { heard?: string }).heard === 'still talking'));
    await until(() => tunnel.status()[0]?.open === 0);
    assert.equal(tunnel.status()[0]?.failed, 0);
  });

  test('resets where the service reset, and the other way round: a cut is no end', async (t) => {
    const service = await startService(t, (socket) => socket.once('data', () => socket.resetAndDestroy()));
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${service.port}`] });
    const first = await dial(t, portOf(tunnel));
    const heard = hear(first);
    first.write('x');
    assert.equal((await heard).end, 'ECONNRESET');

    const listener = await startService(t, () => undefined);
    const other = await pair.open({ local: [`0:127.0.0.1:${listener.port}`] });
    const second = await dial(t, portOf(other));
    second.write('x');
    await until(() => listener.sockets.size === 1);
    const [atService] = listener.sockets;
    assert.ok(atService);
    const heardThere = hear(atService);
    second.resetAndDestroy();
    assert.equal((await heardThere).end, 'ECONNRESET');
    await until(() => pair.aliceLog.codes.length >= 2);
    assert.deepEqual(new Set(pair.aliceLog.codes), new Set(['STREAM_RESET', 'CONNECTION_LOST']));
  });

  test('holds a sender back when nobody reads, with bounded memory', async (t) => {
    const service = await startService(t, (socket) => socket.pause());
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${service.port}`] });
    const socket = await dial(t, portOf(tunnel));
    const chunk = Buffer.alloc(262_144, 7);
    let written = 0;
    let stalledTurns = 0;
    for (let before = 0; stalledTurns < 20 && written < 200_000_000; ) {
      while (!socket.writableNeedDrain && written < 200_000_000) {
        socket.write(chunk);
        written += chunk.length;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
      const { bytesOut = 0 } = tunnel.status()[0] ?? {};
      stalledTurns = bytesOut === before ? stalledTurns + 1 : 0;
      before = bytesOut;
    }
    const { bytesOut = 0 } = tunnel.status()[0] ?? {};
    t.diagnostic(`${bytesOut} bytes were taken from a sender whose service reads nothing`);
    // Buffers of the systems of both sockets, the window of the stream, and what one side holds unsent.
    assert.ok(bytesOut < 32_000_000, String(bytesOut));
    const [atService] = service.sockets;
    let received = 0;
    atService?.on('data', (bytes: Buffer) => (received += bytes.length)).resume();
    socket.end();
    await until(() => received === written);
  });

  test('tells both logs why a connection could not be made, and resets it', async (t) => {
    const dead = await freePort();
    const pair = await tunnelPair(t, { connect: [`127.0.0.1:${dead}`, 'nowhere.invalid:80'] });
    const cases = [
      { target: `127.0.0.1:${dead}`, code: 'CONNECTION_REFUSED' },
      { target: 'nowhere.invalid:80', code: 'HOST_UNREACHABLE' },
      { target: '127.0.0.1:1', code: 'FORWARD_NOT_ALLOWED' },
      { target: 'localhost:1', code: 'FORWARD_NOT_ALLOWED' },
    ];
    for (const { target, code } of cases) {
      const tunnel = await pair.open({ local: [`0:${target}`] });
      assert.equal((await exchange(t, portOf(tunnel), 'hello')).end, 'ECONNRESET', target);
      await until(() => pair.aliceLog.codes.at(-1) === code && pair.bobLog.codes.at(-1) === code);
      assert.equal(pair.aliceLog.entries.at(-1)?.fields['target'], target);
      await until(() => tunnel.status()[0]?.failed === 1);
    }
  });

  test('gives a silent connection up after the idle limit, on the side that notices', async (t) => {
    const service = await startService(t, () => undefined);
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${service.port}`], idleTimeoutMs: 60 });
    assert.equal((await hear(await dial(t, portOf(tunnel)))).end, 'ECONNRESET');
    assert.equal(pair.aliceLog.codes.at(-1), 'TUNNEL_IDLE');
  });

  test('refuses connections over its limit at once, and takes others when there is room', async (t) => {
    const echo = await startEcho(t);
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${echo.port}`], maxConnections: 2 });
    const [first] = [await dial(t, portOf(tunnel)), await dial(t, portOf(tunnel))];
    await until(() => tunnel.status()[0]?.open === 2);
    assert.equal((await exchange(t, portOf(tunnel), 'no room')).end, 'ECONNRESET');
    assert.equal(pair.aliceLog.codes.at(-1), 'TUNNEL_BUSY');
    const ended = hear(first);
    first.end();
    await ended;
    await until(() => tunnel.status()[0]?.open === 1);
    assert.equal((await exchange(t, portOf(tunnel), 'room')).bytes.toString(), 'room');
  });

  test('joins Unix sockets at either end', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'qforge-tunnel-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const service = join(folder, 'service.sock');
    const echo = await startEcho(t);
    const pair = await tunnelPair(t, { connect: [service, '127.0.0.1:*'] });
    const toSocket = await pair.open({ local: [`${service}:127.0.0.1:${echo.port}`] });
    assert.equal(statSync(service).mode & 0o777, 0o600);
    const toPath = await pair.open({ local: [`0:${service}`] });
    assert.equal((await exchange(t, portOf(toPath), 'through two')).bytes.toString(), 'through two');
    assert.equal(toSocket.status()[0]?.total, 1);
  });

  test('listens on loopback alone, unless it was told otherwise', async (t) => {
    const pair = await tunnelPair(t, { connect: ['*:*'] });
    await assert.rejects(pair.open({ local: ['0.0.0.0:0:web:80'] }), hasCode('FORWARD_PUBLIC'));
    const tunnel = await pair.open({ local: ['0.0.0.0:0:web:80'], allowPublicBind: true });
    assert.match(tunnel.status()[0]?.listen ?? '', /^0\.0\.0\.0:\d+$/u);
  });

  test('is not opened when its port is taken, and leaves nothing behind', async (t) => {
    const echo = await startEcho(t);
    const free = await freePort();
    const pair = await tunnelPair(t, {});
    const local = [`${free}:web:80`, `${echo.port}:web:80`];
    await assert.rejects(pair.open({ local }), hasCode('PORT_IN_USE'));
    await startService(t, () => undefined);
    await assert.rejects(dial(t, free), { code: 'ECONNREFUSED' });
  });

  test('works again by itself after the channel was cut', async (t) => {
    const echo = await startEcho(t);
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${echo.port}`] });
    const open = await dial(t, portOf(tunnel));
    open.write('x');
    await until(() => tunnel.status()[0]?.bytesIn === 1);
    const heard = hear(open);
    for (const channel of pair.alice.channels()) void channel.close();
    assert.equal((await heard).end, 'ECONNRESET');
    assert.equal((await exchange(t, portOf(tunnel), 'again')).bytes.toString(), 'again');
    assert.equal(pair.taken.length, 2);
    assert.equal(tunnel.status()[0]?.state, 'ready');
  });
});

describe('a remote forward', { timeout: 600_000 }, () => {
  test('carries connections that come to the peer, to the target of this side', async (t) => {
    const echo = await startEcho(t);
    const pair = await tunnelPair(t, { bind: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ remote: [`0:127.0.0.1:${echo.port}`] });
    const sent = Array.from({ length: 12 }, (_, index) => randomBytes(1 + index * 9_001));
    const heard = await Promise.all(sent.map((bytes) => exchange(t, portOf(tunnel), bytes)));
    for (const [index, { bytes }] of heard.entries()) assert.ok(bytes.equals(sent[index] ?? Buffer.of()));
    await until(() => pair.server.status()[0]?.open === 0);
    const [served] = pair.server.status();
    assert.deepEqual([served?.kind, served?.listen, served?.total], ['remote', `127.0.0.1:${portOf(tunnel)}`, 12]);
  });

  test('need not wait for the peer: it listens, and is bound when the peer is there', async (t) => {
    const [echo, pair] = [await startEcho(t), await tunnelPair(t, { connect: ['127.0.0.1:*'], bind: ['localhost:*'] })];
    const dead = `tcp://127.0.0.1:${await freePort()}`;
    const forward = `0:127.0.0.1:${echo.port}`;
    const wish = { local: [forward], remote: [forward], awaitPeer: false } as const;
    const tunnel = await pair.open({ ...wish, address: dead });
    await until(() => tunnel.status().every(({ problem }) => problem === 'CONNECTION_REFUSED'));
    assert.ok(tunnel.status().every(({ state }) => state === 'waiting'));
    // Whatever opens a channel to the peer, the tunnel uses it.
    await pair.alice.establishSecureChannel(pair.bob.peerId, { address: pair.bob.listenAddresses[0] ?? '' });
    await until(() => tunnel.status().every(({ state, problem }) => state === 'ready' && problem === undefined));
    for (const index of [0, 1]) {
      assert.equal((await exchange(t, portOf(tunnel, index), 'there')).bytes.toString(), 'there');
    }
  });

  test('is given up when that is asked for while the peer is not there, and leaves nothing behind', async (t) => {
    const pair = await tunnelPair(t, {});
    const port = await freePort();
    const silent = await startService(t, () => undefined);
    const stop = new AbortController();
    const opening = pair.alice.openTunnel(pair.bob.peerId, {
      address: `tcp://127.0.0.1:${silent.port}`,
      local: [`${port}:127.0.0.1:1`],
      signal: stop.signal,
    });
    await until(() => silent.sockets.size === 1);
    stop.abort();
    await assert.rejects(opening, hasCode('CANCELLED'));
    await assert.rejects(dial(t, port), { code: 'ECONNREFUSED' });
  });

  test('is refused without a rule, on a public address, and where somebody listens', async (t) => {
    const echo = await startEcho(t);
    const pair = await tunnelPair(t, { bind: [`*:${echo.port}`, '0.0.0.0:*'] });
    await assert.rejects(pair.open({ remote: ['127.0.0.1:1:web:80'] }), hasCode('FORWARD_NOT_ALLOWED'));
    await assert.rejects(pair.open({ remote: ['0.0.0.0:0:web:80'] }), hasCode('FORWARD_NOT_ALLOWED'));
    assert.equal(pair.bobLog.codes.at(-1), 'FORWARD_PUBLIC');
    await assert.rejects(pair.open({ remote: [`${echo.port}:web:80`] }), hasCode('PORT_IN_USE'));
  });

  test('resets a connection whose target refuses', async (t) => {
    const dead = await freePort();
    const pair = await tunnelPair(t, { bind: ['localhost:*'] });
    const tunnel = await pair.open({ remote: [`localhost:0:127.0.0.1:${dead}`] });
    assert.equal((await exchange(t, portOf(tunnel), 'hello')).end, 'ECONNRESET');
    await until(() => pair.aliceLog.codes.length > 0 && pair.bobLog.codes.length > 0);
    assert.deepEqual([pair.aliceLog.codes.at(-1), pair.bobLog.codes.at(-1)], Array(2).fill('CONNECTION_REFUSED'));
  });

  test('goes its own way beside another tunnel to the same peer', async (t) => {
    const [one, two] = [await startEcho(t), await startService(t, (socket) => socket.end('two'))];
    const pair = await tunnelPair(t, { bind: ['127.0.0.1:*'] });
    const first = await pair.open({ remote: [`0:127.0.0.1:${one.port}`] });
    const second = await pair.open({ remote: [`0:127.0.0.1:${two.port}`] });
    assert.equal((await exchange(t, portOf(first), 'one')).bytes.toString(), 'one');
    assert.equal((await exchange(t, portOf(second), '')).bytes.toString(), 'two');
    await second[Symbol.asyncDispose]();
    assert.equal((await exchange(t, portOf(first), 'still')).bytes.toString(), 'still');
    assert.equal(pair.taken.length, 1, 'one channel carries both');
  });

  test('stops listening when the tunnel is closed', async (t) => {
    const echo = await startEcho(t);
    const pair = await tunnelPair(t, { bind: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ remote: [`0:127.0.0.1:${echo.port}`] });
    const port = portOf(tunnel);
    await exchange(t, port, 'x');
    await tunnel[Symbol.asyncDispose]();
    await until(() => pair.server.status().length === 0);
    await assert.rejects(dial(t, port), { code: 'ECONNREFUSED' });
  });

  test('is bound again by itself after the channel was cut, on the same port', async (t) => {
    const echo = await startEcho(t);
    const port = await freePort();
    const pair = await tunnelPair(t, { bind: [`127.0.0.1:${port}`] });
    const tunnel = await pair.open({ remote: [`${port}:127.0.0.1:${echo.port}`] });
    await exchange(t, port, 'before');
    for (const channel of pair.alice.channels()) void channel.close();
    await until(() => tunnel.status()[0]?.state === 'waiting');
    await until(() => tunnel.status()[0]?.state === 'ready');
    assert.equal((await exchange(t, port, 'after')).bytes.toString(), 'after');
  });
});
