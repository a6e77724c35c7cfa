import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { ReservedPorts } from '../../src/network/reserved-ports.ts';

/** So many of 28,000 ports are given in turn that of 50 others at least one would be among them, but for once in 10,000 runs. */
const ROUNDS = 3000;

async function listenOn(t: TestContext, port: number): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => undefined).end('served'));
  const listening = once(server, 'listening');
  server.listen(port, '127.0.0.1');
  await listening;
  t.after(() => server.close());
  return server;
}

async function textFrom(port: number): Promise<string> {
  const chunks = await connect(port, '127.0.0.1').setEncoding('utf8').toArray();
  return chunks.join('');
}

describe('reserved ports', { timeout: 600_000 }, () => {
  test('are each another, and refuse connections', async () => {
    using reserved = await ReservedPorts.take(5);
    assert.equal(new Set(reserved.ports).size, 5);
    for (const port of reserved.ports) await assert.rejects(textFrom(port), { code: 'ECONNREFUSED' });
  });

  test('are given to nobody who asks for any port, for listening or for connecting', async (t) => {
    using reserved = await ReservedPorts.take(50);
    const given = new Set<number>();
    const echo = await listenOn(t, 0);
    for (let round = 0; round < ROUNDS; round += 1) {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      given.add((server.address() as AddressInfo).port);
      server.close();
      const client = connect((echo.address() as AddressInfo).port, '127.0.0.1');
      await once(client, 'connect');
      given.add(client.localPort ?? 0);
      client.destroy();
    }
    assert.deepEqual(
      reserved.ports.filter((port) => given.has(port)),
      [],
    );
  });

  test('are listened on by who names them, again and again, and by another process', async (t) => {
    using reserved = await ReservedPorts.take(1);
    const [port = 0] = reserved.ports;
    for (let life = 0; life < 2; life += 1) {
      const server = await listenOn(t, port);
      assert.equal(await textFrom(port), 'served');
      await new Promise((done) => server.close(done));
    }
    const program = `require('node:net').createServer().listen(${port}, '127.0.0.1', () => process.exit(7))`;
    await assert.rejects(promisify(execFile)(process.execPath, ['-e', program]), { code: 7 });
  });

  test('leave listeners as they are when they are given back', async (t) => {
    const reserved = await ReservedPorts.take(1);
    const [port = 0] = reserved.ports;
    await listenOn(t, port);
    reserved[Symbol.dispose]();
    reserved[Symbol.dispose]();
    assert.equal(await textFrom(port), 'served');
  });

  test('do not keep a process alive', async () => {
    const path = new URL('../../src/network/reserved-ports.ts', import.meta.url).href;
    const program = `import { ReservedPorts } from ${JSON.stringify(path)}; await ReservedPorts.take(3); console.log('over')`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    assert.equal(stdout, 'over\n');
  });

  test('are an error where a process has no descriptors left', async () => {
    const path = new URL('../../src/network/reserved-ports.ts', import.meta.url).href;
    const program = `import { ReservedPorts } from ${JSON.stringify(path)}; await ReservedPorts.take(500)`;
    const words = ['-c', 'ulimit -n 64; exec "$0" --input-type=module -e "$1"', process.execPath, program];
    await assert.rejects(promisify(execFile)('sh', words), /LISTEN_FAILED/u);
  });
});
