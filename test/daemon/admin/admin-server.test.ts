import assert from 'node:assert/strict';
import { connect } from 'node:net';
import test, { type TestContext } from 'node:test';
import { AdminServer, HEADERS_WITHIN_MS, REQUEST_WITHIN_MS } from '../../../src/daemon/admin/admin-server.ts';
import { adminRig, CONTROL_TOKEN, READ_TOKEN } from './admin-rig.ts';

async function serverFor(t: TestContext, options = {}): Promise<AdminServer> {
  const { sources, tokens } = adminRig(t);
  const server = await AdminServer.start(sources, { port: 0, tokens, ...options });
  t.after(() => server[Symbol.asyncDispose]());
  return server;
}

/** Sends bytes as they are; resolves with everything that is answered. After `patienceMs` without a byte it gives up; 0: never. */
function raw(port: number, text: string, patienceMs: number = 20_000): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (answer += chunk)).on('error', reject);
    socket.on('close', () => resolve(answer));
    socket.setTimeout(patienceMs, () => socket.destroy());
  });
}

test('answers over a real socket, on this machine alone', async (t) => {
  const server = await serverFor(t);
  assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/u);
  const response = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${READ_TOKEN}` } });
  assert.match(await response.text(), /^qforge_build_info\{version="1\.2\.3"/mu);
});

test('an address that others can reach needs to be asked for', async (t) => {
  const { sources, tokens } = adminRig(t);
  for (const host of ['0.0.0.0', '::', '192.0.2.1']) {
    const starting = AdminServer.start(sources, { host, port: 0, tokens });
    await assert.rejects(starting, { code: 'ADMIN_ADDRESS_PUBLIC' }, host);
  }
  const server = await AdminServer.start(sources, { host: '0.0.0.0', port: 0, tokens, isPublic: true });
  await server[Symbol.asyncDispose]();
});

test('a port in use is told', async (t) => {
  const { port } = await serverFor(t);
  const { sources, tokens } = adminRig(t);
  await assert.rejects(AdminServer.start(sources, { port, tokens }), { code: 'PORT_IN_USE' });
});

test('the Host header is checked as it comes over the wire', async (t) => {
  const { port } = await serverFor(t);
  const get = (host: string): Promise<string> => raw(port, `GET /livez HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
  assert.match(await get(`Host: localhost:${port}\r\n`), /^HTTP\/1\.1 200/u);
  assert.match(await get('Host: evil.example\r\n'), /^HTTP\/1\.1 403/u);
  assert.match(await get(''), /^HTTP\/1\.1 400/u);
});

test('ambiguous and oversize requests are refused, and the connection ends', async (t) => {
  const { port } = await serverFor(t);
  const head = `POST /api/v1/stop HTTP/1.1\r\nHost: localhost:${port}\r\n`;
  const corpus = [
    `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /livez HTTP/1.1\r\n\r\n`,
    `${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
    `${head}Transfer-Encoding: chunked, identity\r\n\r\n`,
    `${head}X: a\r\n b\r\n\r\n`,
    `${head}X : a\r\n\r\n`,
    `${head}X: ${'a'.repeat(9000)}\r\n\r\n`,
    'GET http://[ HTTP/9.9\r\n\r\n',
    '\u0000\u0001\u0002\r\n\r\n',
  ];
  for (const request of corpus) {
    const answer = await raw(port, request);
    assert.match(answer, /^HTTP\/1\.1 4(?:00|31) /u, JSON.stringify(request.slice(0, 120)));
    assert.equal(answer.match(/HTTP\/1\.1/gu)?.length, 1);
  }
});

test('a request whose head or body never comes whole is answered with 408, and its connection ends', async (t) => {
  assert.deepEqual([HEADERS_WITHIN_MS, REQUEST_WITHIN_MS], [5000, 10_000]);
  const { port } = await serverFor(t);
  const head = `POST /api/v1/profiles HTTP/1.1\r\nHost: localhost:${port}\r\nAuthorization: Bearer ${CONTROL_TOKEN}\r\n`;
  const unfinished = [head, `${head}Content-Length: 5\r\n\r\nhel`, 'G'];
  const answers = await Promise.all(unfinished.map((text) => raw(port, text, 0)));
  for (const answer of answers) assert.match(answer, /^HTTP\/1\.1 408 /u);
});

test('a stream of events ends with the server', async (t) => {
  const server = await serverFor(t);
  const response = await fetch(`${server.url}/api/v1/events`, { headers: { authorization: `Bearer ${READ_TOKEN}` } });
  assert.equal(response.status, 200);
  await server[Symbol.asyncDispose]();
  await assert.rejects(response.text());
});
