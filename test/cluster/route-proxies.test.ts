import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { RouteProxies } from './route-proxies.ts';

test('bytes go both ways, stay while a server is apart, and arrive in order when it is back', {
  timeout: 600_000,
}, async (t) => {
  const echo = createServer((socket) => socket.pipe(socket).on('error', () => undefined));
  await new Promise<void>((done) => echo.listen(0, '127.0.0.1', done));
  t.after(() => echo.close());
  const address = echo.address();
  assert.ok(typeof address === 'object' && address !== null);
  await using proxies = await RouteProxies.listen(['a', 'b', 'c']);
  const place = proxies.placeFor('a', 'b', `127.0.0.1:${address.port}`);
  assert.ok(place !== undefined && proxies.placeFor('a', 'a', 'x:1') === undefined);
  const socket = connect(Number(place.split(':')[1]), '127.0.0.1');
  let got = '';
  socket.on('data', (chunk: Buffer) => (got += chunk.toString()));
  const until = async (length: number): Promise<void> => {
    for (let more = got.length < length; more; more = got.length < length) await once(socket, 'data');
  };
  socket.write('one');
  await until(3);
  const join = proxies.isolate('b');
  proxies.isolate('c')();
  socket.write(' two');
  await delay(50);
  assert.equal(got, 'one', 'nothing passes, and nothing breaks');
  join();
  await until(7);
  assert.equal(got, 'one two');
  socket.destroy();
});
