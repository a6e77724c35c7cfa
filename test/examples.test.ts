import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { REPOSITORY_ROOT } from '../tools/source-tree.ts';
import { whyNoNats } from './messaging/nats/nats-rig.ts';
import { PlainServer } from './nats/plain-server.ts';
import { PostgresServer } from './tunnel/postgres-server.ts';

const run = promisify(execFile);
const TIMEOUT_MS = 600_000;
const CACHE = join(REPOSITORY_ROOT, 'node_modules/.cache/compile');

/** What each program prints, line by line. */
const PRINTED: Readonly<Record<string, readonly RegExp[]>> = {
  'hello-channel': [/^message 1 was taken, over X25519\+ML-KEM-768\//u, /^bob heard "hello"$/u],
  'file-drop': [/^bob has figures\.csv, 24 bytes$/u, /^alice knows that it arrived: [0-9a-f]{16}$/u, /^November,42$/u],
  'postgresql-tunnel': [/^through the tunnel: 42$/u],
  'kme-integration': [
    /^keys of 256 bits for bob at kme-b$/u,
    /^bob has a message under three kinds of keys$/u,
    /quantum keys: simulated$/u,
  ],
  'qkd-planning': [
    /^ +10 +\d/u,
    /^ +200 +\d/u,
    /^errors at 50 km: \d\.\d % alone, \d\.\d % with/u,
    /eavesdropper: 0$/u,
  ],
  'release-signing': [
    /^Release 1\.2\.0: approved$/u,
    /^verified offline: .* approved, signed by 3 of 4$/u,
    /^one bit changed: /u,
  ],
  'prometheus-monitoring': [
    /^qforge_handshakes_total\{.*result="ok"\} 1$/u,
    /^qforge_channels_open 1$/u,
    /^qforge_build_info/u,
  ],
  'hybrid-nodes': [/^encrypted by \/qforge\/hybrid\/1\.0\.0$/u, /^the peer is bob$/u, /^bob heard "hello"$/u],
  'sealed-nats': [
    /^bob answers: 42 per kilogram$/u,
    /^the watcher has seen \d{4,} bytes, and "Darjeeling" not among them$/u,
    /^bob has refused what the watcher sent on: wrong-subject on price\.coffee$/u,
  ],
  'bell-test': [
    /^q0 .*\[H\]/u,
    /^fidelity 1\.00: 2\.8.*no local model/u,
    /^fidelity 0\.75: 1\..*a local model may do$/u,
  ],
};

async function printedBy(name: string, env: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const words = ['tools/start.mjs', 'tools/example.ts', name];
  const options = {
    cwd: REPOSITORY_ROOT,
    timeout: TIMEOUT_MS,
    env: { ...process.env, NODE_COMPILE_CACHE: CACHE, ...env },
  };
  return (await run(process.execPath, words, options)).stdout.split('\n');
}

function assertPrinted(lines: readonly string[], patterns: readonly RegExp[]): void {
  let next = 0;
  for (const line of lines) if (patterns[next]?.test(line) === true) next += 1;
  assert.equal(next, patterns.length, `no line matches ${String(patterns[next])}:\n${lines.join('\n')}`);
}

describe('the examples', { timeout: 600_000 }, () => {
  test('each has an entry here and a line in the README', () => {
    const names = globSync('examples/*.ts', { cwd: REPOSITORY_ROOT }).map((path) => basename(path, '.ts'));
    assert.deepEqual(names.toSorted(), Object.keys(PRINTED).toSorted());
    const readme = readFileSync(join(REPOSITORY_ROOT, 'examples/README.md'), 'utf8');
    for (const name of names) assert.ok(readme.includes(`| [${name}](${name}.ts) | `), name);
  });

  for (const [name, patterns] of Object.entries(PRINTED)) {
    if (name === 'postgresql-tunnel' || name === 'sealed-nats') continue;
    test(`${name} prints what it promises`, async () => assertPrinted(await printedBy(name), patterns));
  }

  test('postgresql-tunnel says so where there is no server', async () => {
    assertPrinted(await printedBy('postgresql-tunnel', { PGPORT: '1' }), [
      /^skipped: no PostgreSQL answers on port 1/u,
    ]);
  });

  test('postgresql-tunnel reaches a server', { skip: PostgresServer.whyNot() }, async () => {
    const server = await PostgresServer.start();
    try {
      const env = { PGPORT: String(server.port), PGUSER: 'qforge' };
      assertPrinted(await printedBy('postgresql-tunnel', env), PRINTED['postgresql-tunnel'] ?? []);
    } finally {
      await server.stop();
    }
  });

  test('sealed-nats says so where there is no server', async () => {
    assertPrinted(await printedBy('sealed-nats', { NATS_URL: 'nats://127.0.0.1:1' }), [/^skipped: no NATS server/u]);
  });

  test('sealed-nats keeps its secrets from a server', { skip: whyNoNats() ?? false }, async () => {
    const server = await PlainServer.start();
    try {
      assertPrinted(await printedBy('sealed-nats', { NATS_URL: server.url }), PRINTED['sealed-nats'] ?? []);
    } finally {
      await server.stop();
    }
  });

  test('a program that is none is refused', async () => {
    await assert.rejects(printedBy('../tools/docs'), { code: 2 });
  });
});
