import assert from 'node:assert/strict';
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { listenPrivately, startListening } from '../../src/network/private-socket.ts';

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-private-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A server that answers with a word. */
function serverOf(t: TestContext, word: string): Server {
  const server = createServer((socket) => socket.on('error', () => undefined).end(word));
  t.after(() => server.close());
  return server;
}

/** What is answered at a path. */
async function ask(path: string): Promise<string> {
  let answer = '';
  for await (const chunk of connect(path).setEncoding('utf8') as AsyncIterable<string>) answer += chunk;
  return answer;
}

/** A process that watches a folder; what it has told so far, and the way to wait for more. */
async function watched(folder: string) {
  const watcher = fork(join(import.meta.dirname, 'socket-watcher-process.ts'), [folder]);
  const told = new Set<string>();
  let wake = (): void => undefined;
  watcher.on('message', (what: string) => {
    told.add(what);
    wake();
  });
  const has = async (what: string): Promise<void> => {
    while (!told.has(what)) await new Promise<void>((resolve) => (wake = resolve));
  };
  await has('watching');
  const end = async (): Promise<void> => {
    watcher.disconnect();
    await once(watcher, 'exit');
  };
  return { told, has, end };
}

/** Whatever the umask lets through would show. */
function withoutUmask(t: TestContext): void {
  const before = process.umask(0);
  t.after(() => process.umask(before));
}

const opened = (told: ReadonlySet<string>): readonly string[] => [...told].filter((what) => what.startsWith('open '));

describe('a socket of its owner alone', { timeout: 600_000 }, () => {
  test('is in sight with no other mode at any moment, as a watcher sees who would see one', async (t) => {
    withoutUmask(t);
    const folder = scratch(t);
    const { told, has, end } = await watched(folder);
    for (let round = 0; round < 200; round += 1) {
      const name = `a${round}`;
      const server = createServer();
      const takeName = await listenPrivately(server, join(folder, name));
      await has(`private ${name}`);
      await takeName();
      server.close();
    }
    assert.deepEqual(opened(told), []);
    // The control: a mode that is set after the name is there.
    for (let round = 0; opened(told).length === 0; round += 1) {
      const path = join(folder, `b${round}`);
      const server = createServer();
      await startListening(server, { path });
      await chmod(path, 0o600);
      await has(`private b${round}`);
      server.close();
    }
    await end();
  });

  test('answers at its name, leaves nothing beside it, and takes its name away', async (t) => {
    const folder = scratch(t);
    const path = join(folder, 'a.sock');
    const server = serverOf(t, 'hello');
    const takeName = await listenPrivately(server, path);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder), ['a.sock']);
    assert.equal(await ask(path), 'hello');
    await takeName();
    assert.deepEqual(readdirSync(folder), []);
  });

  test('replaces the socket of a dead process, and neither a living one nor a file', async (t) => {
    const folder = scratch(t);
    const path = join(folder, 'a.sock');
    const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    assert.equal(spawnSync(process.execPath, ['-e', script]).signal, 'SIGKILL');
    assert.ok(statSync(path).isSocket());
    await listenPrivately(serverOf(t, 'first'), path);
    const second = serverOf(t, 'second');
    await assert.rejects(listenPrivately(second, path), { code: 'PORT_IN_USE' });
    assert.equal(second.listening, false);
    assert.equal(await ask(path), 'first');
    const file = join(folder, 'precious');
    writeFileSync(file, 'precious');
    await assert.rejects(listenPrivately(serverOf(t, ''), file), { code: 'PORT_IN_USE' });
    assert.deepEqual(readdirSync(folder).toSorted(), ['a.sock', 'precious']);
  });

  test('leaves its name to another socket that has got it', async (t) => {
    const path = join(scratch(t), 'a.sock');
    const takeName = await listenPrivately(serverOf(t, 'first'), path);
    renameSync(path, `${path}.old`);
    await listenPrivately(serverOf(t, 'second'), path);
    await takeName();
    assert.equal(await ask(path), 'second');
  });

  test('says why it cannot be', async (t) => {
    const folder = scratch(t);
    const missing = join(folder, 'none', 'a.sock');
    await assert.rejects(listenPrivately(serverOf(t, ''), missing), {
      code: 'LISTEN_FAILED',
      message: /no such path/u,
    });
    for (const [parts, name] of [
      [[folder, 'd'], 'x'.repeat(100)],
      [[folder, 'd'.repeat(100 - folder.length)], 'a'],
    ] as const) {
      const place = join(...parts);
      mkdirSync(place);
      const listening = listenPrivately(serverOf(t, ''), join(place, name));
      await assert.rejects(listening, { code: 'LISTEN_FAILED', message: /too long/u });
      assert.deepEqual(readdirSync(place), []);
    }
  });
});
