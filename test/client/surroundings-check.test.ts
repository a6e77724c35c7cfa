import assert from 'node:assert/strict';
import { chmodSync, utimesSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { checkSurroundings } from '../../src/client/surroundings-check.ts';
import { temporaryFolder } from '../daemon/temporary-folder.ts';

/** A port where somebody says this, and hangs up. */
async function speaking(t: TestContext, text: string): Promise<number> {
  const server = createServer((socket) => socket.end(text).on('error', () => undefined)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A port where nobody listens. */
async function silentPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function statusesOf(findings: Awaited<ReturnType<typeof checkSurroundings>>): Record<string, string> {
  return Object.fromEntries(findings.map(({ name, status }) => [name, status]));
}

test('what is as it should be is good', async (t) => {
  const folder = temporaryFolder(t);
  const secret = join(folder, 'admin.token');
  writeFileSync(secret, 'x', { mode: 0o600 });
  const nats = `127.0.0.1:${await speaking(t, 'INFO {"server_id":"N","version":"2.12.1"}\r\n')}`;
  const findings = await checkSurroundings({
    identityPath: secret,
    secretPaths: [secret, join(folder, 'missing')],
    adminPort: await silentPort(),
    nats,
  });
  const good = { clock: 'good', randomness: 'good', 'secret file': 'good', 'admin port': 'good', NATS: 'good' };
  assert.deepEqual(statusesOf(findings), good);
  assert.match(findings.at(-1)?.detail ?? '', /NATS server 2\.12\.1$/u);
});

test('what is wrong is named, with what to do', async (t) => {
  const folder = temporaryFolder(t);
  const secret = join(folder, 'admin.token');
  writeFileSync(secret, 'x');
  chmodSync(secret, 0o644);
  utimesSync(secret, Date.now() / 1000 + 3600, Date.now() / 1000 + 3600);
  const taken = await speaking(t, 'HTTP/1.0 200 OK\r\n\r\n');
  const kme = join(folder, 'missing.json');
  const findings = await checkSurroundings({
    identityPath: secret,
    secretPaths: [secret],
    adminPort: taken,
    kme,
    nats: `nats://127.0.0.1:${taken}`,
  });
  const wrong = {
    clock: 'bad',
    randomness: 'good',
    'secret file': 'bad',
    'admin port': 'warning',
    'key manager': 'bad',
    NATS: 'bad',
  };
  assert.deepEqual(statusesOf(findings), wrong);
  for (const { name, status, advice } of findings) assert.ok(status === 'good' || (advice ?? '').length > 10, name);
  const dead = await checkSurroundings({
    identityPath: kme,
    secretPaths: [],
    adminPort: taken,
    nats: `127.0.0.1:${await silentPort()}`,
  });
  assert.match(dead.at(-1)?.detail ?? '', /does not answer: ECONNREFUSED/u);
});
