import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, test } from 'node:test';
import { until } from '../until.ts';
import { dial, hear } from './echo-service.ts';
import { RedisServer, redisBenchmark, redisCli } from './redis-server.ts';
import { portOf, tunnelPair } from './tunnel-rig.ts';

const why = RedisServer.whyNot() ?? false;

describe('a real Redis behind a tunnel', { skip: why, timeout: 600_000 }, () => {
  test('answers its own client as it does without, in both directions of a tunnel', async (t) => {
    const redis = await RedisServer.start(t);
    const pair = await tunnelPair(t, { connect: [`localhost:${redis.port}`], bind: ['127.0.0.1:*'] });
    const tunnel = await pair.open({
      local: [`0:localhost:${redis.port}`],
      remote: [`0:127.0.0.1:${redis.port}`],
    });
    const [local, remote] = [portOf(tunnel, 0), portOf(tunnel, 1)];
    assert.equal(await redisCli(local, 'PING'), 'PONG');
    assert.equal(await redisCli(remote, 'PING'), 'PONG');
    assert.equal(await redisCli(local, 'SET', 'greeting', 'grüße, 量子'), 'OK');
    assert.equal(await redisCli(remote, 'GET', 'greeting'), 'grüße, 量子');
    assert.equal(await redisCli(redis.port, 'GET', 'greeting'), 'grüße, 量子');
  });

  test('serves many clients at once, with pipelining and values of a megabyte', async (t) => {
    const redis = await RedisServer.start(t);
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${redis.port}`] });
    const small = await redisBenchmark(
      portOf(tunnel),
      '-t',
      'set,get',
      '-n',
      '4000',
      '-c',
      '50',
      '-P',
      '16',
      '-r',
      '100',
    );
    assert.match(small, /"SET",.*\n"GET",/u);
    const large = await redisBenchmark(portOf(tunnel), '-t', 'set,get', '-n', '40', '-c', '4', '-d', '1000000');
    assert.match(large, /"GET",/u);
    assert.ok(Number(await redisCli(redis.port, 'DBSIZE')) > 0);
    const stored = await redisCli(redis.port, 'STRLEN', 'key:__rand_int__');
    assert.equal(stored, '1000000');
    await until(() => tunnel.status()[0]?.open === 0);
    assert.ok((tunnel.status()[0]?.total ?? 0) >= 54);
    assert.equal(pair.taken.length, 1);
    for (const line of `${small}${large}`.split('\n').filter((text) => text.startsWith('"'))) t.diagnostic(line);
  });

  test('keeps a subscription open, and delivers what is published', async (t) => {
    const redis = await RedisServer.start(t);
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${redis.port}`] });
    const words = ['-h', '127.0.0.1', '-p', String(portOf(tunnel)), 'SUBSCRIBE', 'news'];
    const subscriber = spawn('redis-cli', words, { stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => subscriber.kill('SIGKILL'));
    let heard = '';
    subscriber.stdout.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    await until(() => heard.includes('subscribe'));
    for (let index = 0; index < 100; index += 1) await redisCli(redis.port, 'PUBLISH', 'news', `item ${index}`);
    await until(() => heard.includes('item 99'));
    assert.deepEqual(
      heard.match(/item \d+/gu),
      Array.from({ length: 100 }, (_, index) => `item ${index}`),
    );
  });

  test('is seen to die, and is found again when it is back, after a cut of the channel too', async (t) => {
    const redis = await RedisServer.start(t);
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${redis.port}`] });
    const socket = await dial(t, portOf(tunnel));
    const heard = hear(socket);
    socket.write('PING\r\n');
    await until(() => (tunnel.status()[0]?.bytesIn ?? 0) === 7);
    for (const channel of pair.alice.channels()) void channel.close();
    assert.equal((await heard).end, 'ECONNRESET');
    assert.equal(await redisCli(portOf(tunnel), 'PING'), 'PONG');
    await redis.kill();
    await assert.rejects(redisCli(portOf(tunnel), 'PING').then((text) => assert.equal(text, 'PONG')));
    assert.equal(pair.bobLog.codes.at(-1), 'CONNECTION_REFUSED');
  });
});
