import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { freePort } from '../../free-ports.ts';
import { dial, exchange, hear, startEcho } from '../../tunnel/echo-service.ts';
import { closingRelay } from '../closing-relay.ts';
import {
  assertFailure,
  onlyDocument,
  type RunningCommand,
  startListening,
  trustingPair,
  type User,
} from '../command-line.ts';

/** Opens a tunnel with the command line; resolves with the ports its forwards listen on. */
async function openTunnel(
  t: TestContext,
  user: User,
  words: readonly string[],
): Promise<{ command: RunningCommand; ports: readonly number[] }> {
  const command = user.start(['tunnel', ...words], { stdin: 'ignore' });
  t.after(() => command.child.kill('SIGKILL'));
  const forwards = words.filter((word) => word === '-L' || word === '-R').length;
  const line = String.raw`[^\n]*:(\d+) (?:here|at \S+) leads to [^\n]*\n`;
  const [, ...ports] = await command.printed(new RegExp(line.repeat(forwards), 'u'), 'stderr');
  return { command, ports: ports.map(Number) };
}

/** How `qforge status` finds the forwards of a user's only process: state, channel and problem of each. */
async function channelsOf(user: User): Promise<readonly (readonly unknown[])[]> {
  const { processes } = onlyDocument(await user.run(['status', '--json'])) as {
    processes: readonly { forwards: readonly { state: string; channel?: string; problem?: string }[] }[];
  };
  return (processes[0]?.forwards ?? []).map(({ state, channel, problem }) => [state, channel, problem]);
}

describe('qforge tunnel', { timeout: 600_000 }, () => {
  test('forwards in both directions between two processes, and status shows it', async (t) => {
    const { alice, bob, bobId, aliceId } = await trustingPair(t);
    const echo = await startEcho(t);
    const rules = ['--allow', `alice=127.0.0.1:${echo.port}`, '--allow-bind', 'alice=localhost:*'];
    const { command: server, address } = await startListening(t, bob, ['tunnel', 'serve', ...rules]);
    const forwards = ['-L', `0:127.0.0.1:${echo.port}`, '-R', `0:127.0.0.1:${echo.port}`];
    const { command, ports } = await openTunnel(t, alice, [...forwards, 'bob', address]);
    const [local = 0, remote = 0] = ports;
    assert.equal((await exchange(t, local, 'there')).bytes.toString(), 'there');
    assert.equal((await exchange(t, remote, 'and back')).bytes.toString(), 'and back');
    const open = await dial(t, local);
    const heard = hear(open);
    open.write('stay');
    await new Promise((resolve) => open.once('data', resolve));

    const status = onlyDocument(await alice.run(['status', '--json'])) as {
      processes: { command: string; forwards: Record<string, unknown>[] }[];
    };
    const [{ forwards: shown, command: name } = { forwards: [], command: '' }] = status.processes;
    assert.equal(name, 'tunnel');
    const facts = ['kind', 'peer', 'name', 'target', 'state', 'open', 'total', 'failed', 'bytesOut', 'bytesIn'];
    const target = `127.0.0.1:${echo.port}`;
    assert.deepEqual(
      shown.map((forward) => facts.map((fact) => forward[fact])),
      [
        ['local', bobId, 'bob', target, 'ready', 1, 2, 0, 9, 9],
        ['remote', bobId, 'bob', target, 'ready', 0, 1, 0, 8, 8],
      ],
    );
    const dump = (await bob.run(['status'])).stdout.split('\n').map((line) => line.split('\t'));
    const served = dump.filter(([kind]) => kind === 'forward');
    assert.deepEqual(
      served.map(([, , kind, peerName, peer]) => [kind, peerName, peer]),
      [
        ['served', 'alice', aliceId],
        ['remote', 'alice', aliceId],
      ],
    );
    const ended = await command.end('SIGINT');
    assert.equal(ended.code, 130, ended.stderr);
    assert.equal((await heard).end, 'ECONNRESET');
    assert.match(ended.stderr, /127\.0\.0\.1:\d+ here leads to 127\.0\.0\.1:\d+ at bob\n/u);
    assert.equal(ended.stdout, '');
    assert.equal((await server.end('SIGTERM')).code, 0);
  });

  test('comes back by itself when the other side was away', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const echo = await startEcho(t);
    const port = await freePort();
    const serve = ['tunnel', 'serve', '--allow', 'alice=127.0.0.1:*', '--address', `tcp://127.0.0.1:${port}`];
    const startServer = async (): Promise<RunningCommand> => {
      const server = bob.start(serve, { stdin: 'ignore' });
      t.after(() => server.child.kill('SIGKILL'));
      await server.printed(/listening on/u, 'stderr');
      return server;
    };
    const first = await startServer();
    const { command, ports } = await openTunnel(t, alice, [
      '-L',
      `0:127.0.0.1:${echo.port}`,
      'bob',
      `tcp://127.0.0.1:${port}`,
    ]);
    assert.equal((await exchange(t, ports[0] ?? 0, 'one')).bytes.toString(), 'one');
    await first.end('SIGKILL');
    await command.printed(/tunnel has no channel/u, 'stderr');
    await startServer();
    // A connection waits ten seconds for the channel; on a slow machine that may be for another one.
    let heard = await exchange(t, ports[0] ?? 0, 'two');
    while (heard.end === 'ECONNRESET') heard = await exchange(t, ports[0] ?? 0, 'two');
    assert.equal(heard.bytes.toString(), 'two');
  });

  test('says while its channel reconnects that it does, and carries what waited once it is back', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const echo = await startEcho(t);
    const { address } = await startListening(t, bob, ['tunnel', 'serve', '--allow', 'alice=127.0.0.1:*']);
    const relay = await closingRelay(t, address);
    const words = ['-L', `0:127.0.0.1:${echo.port}`, 'bob', relay.address];
    const { command, ports } = await openTunnel(t, alice, words);
    const [port = 0] = ports;
    assert.deepEqual(await channelsOf(alice), [['ready', 'open', undefined]]);
    await relay.close();
    await command.printed(/the channel to bob was cut \(CONNECTION_LOST\); new connections wait for it/u, 'stderr');
    assert.deepEqual(await channelsOf(alice), [['waiting', 'reconnecting', 'CONNECTION_LOST']]);
    assert.match((await alice.run(['status'])).stdout, /^forward\t.*\twaiting\t.*\tCONNECTION_LOST\treconnecting$/mu);
    // What comes now waits, and has a limit to it.
    assert.deepEqual(await exchange(t, port, 'early'), { bytes: Buffer.of(), end: 'ECONNRESET' });
    const waiting = exchange(t, port, 'patient');
    await relay.open();
    assert.equal((await waiting).bytes.toString(), 'patient');
    await command.printed(/the channel to bob is there again/u, 'stderr');
    assert.deepEqual(await channelsOf(alice), [['ready', 'open', undefined]]);
  });

  test('says on a line of JSON that its channel was closed by the other side, and that there is another', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const [echo, port] = [await startEcho(t), await freePort()];
    const serve = ['tunnel', 'serve', '--allow', 'alice=127.0.0.1:*', '--address', `tcp://127.0.0.1:${port}`];
    const startServer = async (): Promise<RunningCommand> => {
      const server = bob.start(serve, { stdin: 'ignore' });
      t.after(() => server.child.kill('SIGKILL'));
      await server.printed(/listening on/u, 'stderr');
      return server;
    };
    const first = await startServer();
    const words = ['tunnel', '--json', '-L', `0:127.0.0.1:${echo.port}`, 'bob', `tcp://127.0.0.1:${port}`];
    const command = alice.start(words, { stdin: 'ignore' });
    t.after(() => command.child.kill('SIGKILL'));
    await command.printed(/"event":"open"/u);
    assert.equal((await first.end('SIGTERM')).code, 0);
    await command.printed(/"event":"channel","channel":"none"/u);
    const [[state, channel] = []] = await channelsOf(alice);
    assert.deepEqual([state, channel], ['waiting', 'none']);
    await startServer();
    await command.printed(/"event":"channel","channel":"open"/u);
    const events = (await command.end('SIGTERM')).stdout.trim().split('\n');
    const documents = events.map(
      (line) => JSON.parse(line) as { event: string; channel?: string; forwards: unknown[] },
    );
    assert.deepEqual(
      documents.map((document) => [document.event, document.channel, document.forwards.length]),
      [
        ['open', undefined, 1],
        ['channel', 'none', 1],
        ['channel', 'open', 1],
      ],
    );
  });

  test('does what the list of peers allows, while it runs', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const echo = await startEcho(t);
    const { command: server, address } = await startListening(t, bob, ['tunnel', 'serve']);
    const { command, ports } = await openTunnel(t, alice, ['-L', `0:localhost:${echo.port}`, 'bob', address]);
    assert.equal((await exchange(t, ports[0] ?? 0, 'x')).end, 'ECONNRESET');
    const refusal = new RegExp(`may not connect to localhost:${echo.port}.*FORWARD_NOT_ALLOWED`, 'u');
    await Promise.all([command.printed(refusal, 'stderr'), server.printed(refusal, 'stderr')]);
    const rule = ['alice', 'connect', `localhost:${echo.port}`];
    const { peer } = onlyDocument(await bob.run(['peers', 'allow', ...rule, '--json'])) as {
      peer: { tunnel: unknown };
    };
    assert.deepEqual(peer.tunnel, { connect: [`localhost:${echo.port}`], bind: [] });
    assert.equal((await exchange(t, ports[0] ?? 0, 'x')).bytes.toString(), 'x');
    assert.equal((await bob.run(['peers', 'disallow', ...rule])).code, 0);
    assert.equal((await exchange(t, ports[0] ?? 0, 'x')).end, 'ECONNRESET');
  });

  test('prints what it opened as one document', async (t) => {
    const { alice, bob, bobId } = await trustingPair(t);
    const { address } = await startListening(t, bob, ['tunnel', 'serve', '--json']);
    const command = alice.start(['tunnel', '--json', '-L', '0:db:5432', 'bob', address], { stdin: 'ignore' });
    t.after(() => command.child.kill('SIGKILL'));
    await command.printed(/\}\n/u);
    const { event, forwards } = onlyDocument(await command.end('SIGTERM')) as {
      event: string;
      forwards: Record<string, unknown>[];
    };
    assert.equal(event, 'open');
    assert.equal(forwards.length, 1);
    const { listen, ...rest } = forwards[0] ?? {};
    assert.match(String(listen), /^127\.0\.0\.1:[1-9]\d*$/u);
    assert.deepEqual(rest, { kind: 'local', peerId: bobId, target: 'db:5432' });
  });

  test('says what is wrong with the command line', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const echo = await startEcho(t);
    const { address } = await startListening(t, bob, ['tunnel', 'serve']);
    const failing: readonly (readonly [words: readonly string[], code: Parameters<typeof assertFailure>[1]])[] = [
      [['-L', '80:web:80'], 'COMMAND_LINE_INVALID'],
      [['bob', address], 'COMMAND_LINE_INVALID'],
      [['-L', 'web', 'bob', address], 'FORWARD_INVALID'],
      [['-L', '0.0.0.0:0:web:80', 'bob', address], 'FORWARD_PUBLIC'],
      [['-L', `${echo.port}:web:80`, 'bob', address], 'PORT_IN_USE'],
      [['-R', '0:localhost:80', 'bob', address], 'FORWARD_NOT_ALLOWED'],
      [['-L', '0:web:80', 'carol', address], 'PEER_UNKNOWN'],
      [['-L', '0:web:80', 'bob'], 'ARGUMENT_INVALID'],
      [['-L', '0:web:80', 'bob', `tcp://127.0.0.1:${await freePort()}`], 'CONNECTION_REFUSED'],
      [['serve', '--allow', 'alice'], 'ARGUMENT_INVALID'],
      [['serve', '--allow', 'carol=web:80'], 'PEER_UNKNOWN'],
      [['serve', '--idle-timeout', 'long'], 'COMMAND_LINE_INVALID'],
    ];
    for (const [words, code] of failing) {
      const ended = await alice.run(['tunnel', ...words], { env: { NO_COLOR: '1' } });
      assertFailure(ended, code);
      assert.equal(ended.stdout, '');
    }
    const asJson = await alice.run(['tunnel', '--json', '-L', 'web', 'bob', address]);
    assert.equal((JSON.parse(asJson.stderr) as { error: { code: string } }).error.code, 'FORWARD_INVALID');
  });

  test('explains itself', async (t) => {
    const { alice } = await trustingPair(t);
    const help = await alice.run(['tunnel', '--help']);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /qforge tunnel -L 5432:localhost:5432 bob/u);
    assert.match((await alice.run(['tunnel', 'serve', '--help'])).stdout, /--allow-bind/u);
  });
});
