import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { until } from '../until.ts';
import { dial, hear } from './echo-service.ts';
import { portOf, tunnelPair } from './tunnel-rig.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A web server with a few pages; counts its connections. */
async function startWeb(t: TestContext): Promise<{ port: number; connections: () => number; server: Server }> {
  let connections = 0;
  const body = randomBytes(1_000_000);
  const server = createServer((asked, answer) => {
    if (asked.url === '/chunked') {
      for (let index = 0; index < 50; index += 1) answer.write(body.subarray(0, 20_000));
      answer.end();
    } else if (asked.url === '/digest') {
      const hash = createHash('sha256');
      asked.on('data', (chunk: Buffer) => hash.update(chunk)).on('end', () => answer.end(hash.digest('hex')));
    } else if (asked.url === '/cut') {
      answer.writeHead(200, { 'content-length': 1_000_000 });
      answer.write(body.subarray(0, 1000), () => asked.socket.resetAndDestroy());
    } else answer.end(`you asked for ${asked.url ?? ''}`);
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, connections: () => connections, server };
}

/** One request; resolves with the body of the answer. */
async function ask(options: { port: number; path: string; agent?: Agent; body?: Uint8Array }): Promise<Buffer> {
  const { port, path, agent, body } = options;
  const asked = request({ host: '127.0.0.1', port, path, agent, method: body === undefined ? 'GET' : 'POST' });
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    asked.once('response', resolve).once('error', reject),
  );
  asked.end(body);
  const chunks: Buffer[] = [];
  for await (const chunk of await answered) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe('a web server behind a tunnel', { timeout: 600_000 }, () => {
  test('keeps connections alive: one carries many requests', async (t) => {
    const web = await startWeb(t);
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${web.port}`] });
    const agent = new Agent({ keepAlive: true, maxSockets: 2 });
    t.after(() => agent.destroy());
    const bodies = await Promise.all(
      Array.from({ length: 60 }, (_, index) => ask({ port: portOf(tunnel), path: `/${index}`, agent })),
    );
    for (const [index, body] of bodies.entries()) assert.equal(body.toString(), `you asked for /${index}`);
    assert.ok(web.connections() <= 2, `${web.connections()} connections`);
    assert.equal(tunnel.status()[0]?.total, web.connections());
  });

  test('takes and gives large bodies whole', async (t) => {
    const web = await startWeb(t);
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${web.port}`] });
    const body = randomBytes(20_000_000);
    const [digest, chunked] = await Promise.all([
      ask({ port: portOf(tunnel), path: '/digest', body }),
      ask({ port: portOf(tunnel), path: '/chunked' }),
    ]);
    assert.equal(digest.toString(), sha256(body));
    assert.equal(chunked.length, 1_000_000);
  });

  test('answers a client that has ended its direction before the answer', async (t) => {
    const web = await startWeb(t);
    web.server.on('connection', (socket) => ((socket as { allowHalfOpen: boolean }).allowHalfOpen = true));
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${web.port}`] });
    const socket = await dial(t, portOf(tunnel));
    const heard = hear(socket);
    socket.end('GET /half HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const { bytes, end } = await heard;
    assert.match(bytes.toString(), /^HTTP\/1\.1 200 OK[^]*you asked for \/half$/u);
    assert.equal(end, 'end');
  });

  test('is seen to cut an answer short: the client gets an error, not a short body', async (t) => {
    const web = await startWeb(t);
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${web.port}`] });
    await assert.rejects(ask({ port: portOf(tunnel), path: '/cut' }));
    await until(() => tunnel.status()[0]?.failed === 1);
  });
});
