import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, utf8 } from '../../src/base/index.ts';
import { StreamlinedSecureClient } from '../../src/client/index.ts';
import { MAX_COUNTED_TARGETS } from '../../src/tunnel/served-peer.ts';
import { encodeTunnelRequest } from '../../src/tunnel/tunnel-header.ts';
import { freePort } from '../free-ports.ts';
import { until } from '../until.ts';
import { dial, exchange, startEcho } from './echo-service.ts';
import { portOf, tunnelPair } from './tunnel-rig.ts';

const isReset = (error: unknown): boolean => isQForgeError(error, 'STREAM_RESET');

describe('a server of tunnels', { timeout: 600_000 }, () => {
  test('allows nothing by default', async (t) => {
    const echo = await startEcho(t);
    const pair = await tunnelPair(t, {});
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${echo.port}`] });
    assert.equal((await exchange(t, portOf(tunnel), 'x')).end, 'ECONNRESET');
    assert.equal(echo.sockets.size, 0);
    assert.deepEqual(pair.bobLog.codes, ['FORWARD_NOT_ALLOWED']);
  });

  test('counts by target what it dialled, apart from what it refused, and remembers whom it refused what', async (t) => {
    const [echo, other, dead] = [await startEcho(t), await startEcho(t), await freePort()];
    const pair = await tunnelPair(t, { connect: [`127.0.0.1:${echo.port}`, `127.0.0.1:${dead}`] });
    const local = [echo.port, dead, other.port].map((port) => `0:127.0.0.1:${port}`);
    const tunnel = await pair.open({ local });
    assert.equal((await exchange(t, portOf(tunnel, 0), 'abc')).bytes.length, 3);
    for (const index of [1, 2, 2]) await exchange(t, portOf(tunnel, index), 'abc');
    const facts = (): readonly unknown[] =>
      pair.server
        .status()
        .map(({ target, open, total, failures, bytesIn }) => [target, open, total, failures, bytesIn]);
    await until(() => pair.server.status().every(({ open }) => open === 0));
    assert.deepEqual(facts(), [
      [`127.0.0.1:${echo.port}`, 0, 1, {}, 3],
      [`127.0.0.1:${dead}`, 0, 1, { CONNECTION_REFUSED: 1 }, 0],
      [undefined, 0, 2, { FORWARD_NOT_ALLOWED: 2 }, 0],
    ]);
    assert.deepEqual(
      pair.server.refusals().map(({ peer, wish, address, code }) => [peer, wish, address, code]),
      Array.from({ length: 2 }, () => [pair.alice.peerId, 'connect', `127.0.0.1:${other.port}`, 'FORWARD_NOT_ALLOWED']),
    );
  });

  test('tells only so many targets of a peer apart', async (t) => {
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const channel = await pair.alice.establishSecureChannel(pair.bob.peerId, {
      address: pair.bob.listenAddresses[0] ?? '',
    });
    const echo = await startEcho(t);
    // Names of one host, each another target for whoever counts.
    for (let at = 0; at <= MAX_COUNTED_TARGETS; at += 1) {
      const host = at === 0 ? '127.0.0.1' : `127.0.0.${at + 1}`;
      const target = { scheme: 'tcp', host, port: echo.port } as const;
      await pair.bob.trustStore.allow('alice', 'connect', `${host}:${echo.port}`);
      const stream = channel.openStream(encodeTunnelRequest({ kind: 'connect', target }));
      await stream.readExactly(1);
      stream.reset('enough');
    }
    await until(() => pair.server.status().every(({ open }) => open === 0));
    const targets = pair.server.status().map(({ target }) => target);
    assert.equal(targets.length, MAX_COUNTED_TARGETS + 1);
    assert.equal(targets.filter((target) => target === undefined).length, 1);
  });

  test('follows the list of peers while it runs: a rule given, a rule taken, trust withdrawn', async (t) => {
    const echo = await startEcho(t);
    const pair = await tunnelPair(t, {});
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${echo.port}`] });
    const isCarried = async (): Promise<boolean> => (await exchange(t, portOf(tunnel), 'x')).bytes.length === 1;
    const { trustStore } = pair.bob;
    assert.equal(await isCarried(), false);
    await trustStore.allow('alice', 'connect', `127.0.0.1:${echo.port}`);
    assert.equal(await isCarried(), true);
    await trustStore.disallow('alice', 'connect', `127.0.0.1:${echo.port}`);
    assert.equal(await isCarried(), false);
    await trustStore.allow('alice', 'connect', '127.0.0.1:*');
    assert.equal(await isCarried(), true);
    await trustStore.trust('alice', false);
    assert.equal(await isCarried(), false);
  });

  test('resets what is not a stream of a tunnel, and what is malformed', async (t) => {
    const pair = await tunnelPair(t, { connect: ['*:*'] });
    const channel = await pair.alice.establishSecureChannel(pair.bob.peerId, {
      address: pair.bob.listenAddresses[0] ?? '',
    });
    const whole = encodeTunnelRequest({ kind: 'connect', target: { scheme: 'tcp', host: 'db', port: 1 } });
    for (const header of [
      utf8('chat'),
      new Uint8Array(0),
      whole.subarray(0, -1),
      Buffer.concat([whole, Buffer.of(0)]),
    ]) {
      await assert.rejects(channel.openStream(header).readExactly(1), isReset);
    }
    assert.ok(channel.isOpen);
  });

  test('leaves other streams of its channels to whoever takes them, and takes none once it is disposed', async (t) => {
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const address = pair.bob.listenAddresses[0] ?? '';
    const channel = await pair.alice.establishSecureChannel(pair.bob.peerId, { address });
    const seen: string[] = [];
    await until(() => pair.taken.length === 1);
    pair.taken[0]?.onStream((stream) => {
      seen.push(Buffer.from(stream.header).toString('latin1').slice(0, 13));
      stream.reset('seen');
    });
    const target = { scheme: 'tcp', host: '127.0.0.1', port: await freePort() } as const;
    const knock = (): Promise<Uint8Array> => {
      return channel.openStream(encodeTunnelRequest({ kind: 'connect', target })).readExactly(1);
    };
    assert.deepEqual([...(await knock())], [2]);
    await assert.rejects(channel.openStream(utf8('chat')).readExactly(1), isReset);
    await pair.server[Symbol.asyncDispose]();
    await assert.rejects(knock(), isReset);
    assert.deepEqual(seen, ['chat', 'qforge.tunnel']);
  });

  test('serves channels of both roles, those that were open before included, beside tunnels of its own', async (t) => {
    const echo = await startEcho(t);
    const rules = { connect: ['127.0.0.1:*'], bind: ['127.0.0.1:*'] };
    const pair = await tunnelPair(t, rules);
    const there = await pair.open({ local: [`0:127.0.0.1:${echo.port}`], remote: [`0:127.0.0.1:${echo.port}`] });
    // Alice, who has opened the channel, now serves bob over it too.
    await pair.alice.trustStore.add({ name: 'bob', peerId: pair.bob.peerId, trusted: true });
    await using _serving = await pair.alice.serveTunnels({ rules: new Map([[pair.bob.peerId, rules]]) });
    await using back = await pair.bob.openTunnel(pair.alice.peerId, {
      local: [`0:127.0.0.1:${echo.port}`],
      remote: [`0:127.0.0.1:${echo.port}`],
    });
    for (const port of [portOf(there), portOf(there, 1), portOf(back), portOf(back, 1)]) {
      assert.equal((await exchange(t, port, `by ${port}`)).bytes.toString(), `by ${port}`);
    }
    assert.equal(pair.alice.channels().length, 1, 'one channel carries all');
  });

  test('knows no bindings that a stream could come to', async (t) => {
    const pair = await tunnelPair(t, {});
    const channel = await pair.alice.establishSecureChannel(pair.bob.peerId, {
      address: pair.bob.listenAddresses[0] ?? '',
    });
    const stream = channel.openStream(encodeTunnelRequest({ kind: 'accepted', binding: 1, origin: '' }));
    assert.deepEqual([...(await stream.readExactly(1))], [6]);
  });

  test('refuses a connection over the limit of a peer', async (t) => {
    const echo = await startEcho(t);
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] }, { maxConnections: 2 });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${echo.port}`] });
    await dial(t, portOf(tunnel));
    await dial(t, portOf(tunnel));
    await until(() => echo.sockets.size === 2);
    assert.equal((await exchange(t, portOf(tunnel), 'x')).end, 'ECONNRESET');
    await until(() => pair.bobLog.codes.includes('TUNNEL_BUSY') && pair.aliceLog.codes.includes('TUNNEL_BUSY'));
  });

  test('holds at most 32 bindings of a peer, and refuses a number that is taken', async (t) => {
    const pair = await tunnelPair(t, { bind: ['127.0.0.1:*'] });
    const channel = await pair.alice.establishSecureChannel(pair.bob.peerId, {
      address: pair.bob.listenAddresses[0] ?? '',
    });
    const listen = { scheme: 'tcp', host: '127.0.0.1', port: 0 } as const;
    const ask = async (binding: number): Promise<number | undefined> => {
      const stream = channel.openStream(encodeTunnelRequest({ kind: 'bind', binding, listen }));
      return (await stream.readExactly(3))[0];
    };
    assert.equal(await ask(1), 0);
    assert.equal(await ask(1), 5, 'the number is taken');
    for (let binding = 2; binding <= 32; binding += 1) assert.equal(await ask(binding), 0);
    assert.equal(await ask(33), 4, 'too many');
    assert.equal(pair.server.status().length, 32);
  });

  test('lets a peer that comes back on a new channel take over its own listener', async (t) => {
    const echo = await startEcho(t);
    const port = await freePort();
    const pair = await tunnelPair(t, { bind: [`127.0.0.1:${port}`] });
    await pair.open({ remote: [`${port}:127.0.0.1:${echo.port}`] });
    // The same device again, while its first channel still lives.
    const again = await StreamlinedSecureClient.create({ identity: pair.aliceIdentity });
    t.after(() => again.shutdown());
    const address = pair.bob.listenAddresses[0] ?? '';
    const second = await again.openTunnel(pair.bob.peerId, { address, remote: [`${port}:127.0.0.1:${echo.port}`] });
    t.after(() => second[Symbol.asyncDispose]());
    assert.equal((await exchange(t, port, 'through the second')).bytes.toString(), 'through the second');
    assert.equal(second.status()[0]?.total, 1);
  });

  test('stops listening when it is closed, and when the channel of the peer is gone', async (t) => {
    const echo = await startEcho(t);
    const pair = await tunnelPair(t, { bind: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ remote: [`0:127.0.0.1:${echo.port}`] });
    const port = portOf(tunnel);
    await pair.alice.shutdown();
    await until(() => pair.server.status().length === 0);
    await assert.rejects(dial(t, port), { code: 'ECONNREFUSED' });
  });
});
