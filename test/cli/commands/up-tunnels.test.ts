import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../free-ports.ts';
import { exchange, startEcho, startService } from '../../tunnel/echo-service.ts';
import { assertFailure, onlyDocument, type RunningCommand, trustingPair, type User } from '../command-line.ts';

interface Forward {
  readonly kind: string;
  readonly name: string;
  readonly listen: string;
  readonly state: string;
  readonly problem?: string;
}

interface Device {
  readonly command: RunningCommand;
  readonly document: { readonly admin: string; readonly forwards: readonly { kind: string; listen: string }[] };
}

/** Runs a device by a configuration file. */
async function startUp(t: TestContext, user: User, toml: string, address: string): Promise<Device> {
  const words = ['up', '--json', '--config', configOf(user, toml), '--address', address];
  const command = user.start(words, { stdin: 'ignore' });
  t.after(() => command.child.kill('SIGKILL'));
  const [line] = await command.printed(/^\{.*\}\n/u);
  return { command, document: JSON.parse(line) as Device['document'] };
}

function configOf(user: User, toml: string): string {
  const path = join(user.home, 'qforge.toml');
  writeFileSync(path, `[admin]\nport = 0\n\n${toml}`);
  return path;
}

/** Asks a path of the admin interface of a device. */
async function ask(user: User, { document }: Device, path: string): Promise<Response> {
  const token = readFileSync(join(user.home, 'config', 'qforge', 'metrics.token'), 'utf8').trim();
  return fetch(`${document.admin}${path}`, { headers: { authorization: `Bearer ${token}` } });
}

/** Looks until the forwards are as they should be. */
async function forwardsOnce(
  user: User,
  device: Device,
  isSo: (forwards: readonly Forward[]) => boolean,
): Promise<readonly Forward[]> {
  for (;;) {
    const { forwards } = (await (await ask(user, device, '/api/v1/tunnels')).json()) as { forwards: Forward[] };
    if (isSo(forwards)) return forwards;
    await delay(20);
  }
}

async function forwardMetrics(user: User, device: Device): Promise<string> {
  const text = await (await ask(user, device, '/metrics')).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith('qforge_tunnel_forwards{'))
    .join(' ');
}

const portOf = (address: string | undefined): number => Number(address?.split(':').at(-1));

describe('qforge up with tunnels in its configuration', { timeout: 300_000 }, () => {
  test('listens while the peer is away, says so, and forwards both ways once it is there', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const [echo, port] = [await startEcho(t), await freePort()];
    const address = `tcp://127.0.0.1:${port}`;
    const forward = `"0:127.0.0.1:${echo.port}"`;
    const toml = `[[tunnel]]\npeer = "bob"\naddress = "${address}"\nlocal = [${forward}]\nremote = [${forward}]\n`;
    const device = await startUp(t, alice, toml, 'tcp://127.0.0.1:0');
    const { command, document } = device;
    assert.deepEqual(
      document.forwards.map(({ kind }) => kind),
      ['local', 'remote'],
    );
    await forwardsOnce(alice, device, (all) => all.every(({ problem }) => problem !== undefined));
    const { processes } = onlyDocument(await alice.run(['status', '--json'])) as {
      processes: readonly { forwards: readonly Forward[] }[];
    };
    assert.deepEqual(
      processes[0]?.forwards.map(({ name, state, problem }) => [name, state, problem]),
      [
        ['bob', 'waiting', 'CONNECTION_REFUSED'],
        ['bob', 'waiting', 'CONNECTION_REFUSED'],
      ],
    );
    assert.equal(
      await forwardMetrics(alice, device),
      'qforge_tunnel_forwards{state="ready"} 0 qforge_tunnel_forwards{state="waiting"} 2',
    );

    await bob.run(['peers', 'allow', 'alice', 'connect', `127.0.0.1:${echo.port}`]);
    await bob.run(['peers', 'allow', 'alice', 'bind', 'localhost:*']);
    await startUp(t, bob, '', address);
    assert.equal((await exchange(t, portOf(document.forwards[0]?.listen), 'there')).bytes.toString(), 'there');
    const [, remote] = await forwardsOnce(alice, device, (all) => all.every(({ state }) => state === 'ready'));
    assert.equal((await exchange(t, portOf(remote?.listen), 'and back')).bytes.toString(), 'and back');
    assert.equal(remote?.problem, undefined);
    assert.equal(
      await forwardMetrics(alice, device),
      'qforge_tunnel_forwards{state="ready"} 2 qforge_tunnel_forwards{state="waiting"} 0',
    );
    assert.equal((await command.end('SIGTERM')).code, 0);
  });

  test('says that the peer does not allow a forward, and binds it as soon as it does', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const address = `tcp://127.0.0.1:${await freePort()}`;
    await startUp(t, bob, '', address);
    const toml = `[[tunnel]]\npeer = "bob"\naddress = "${address}"\nremote = ["0:localhost:1"]\n`;
    const device = await startUp(t, alice, toml, 'tcp://127.0.0.1:0');
    await forwardsOnce(alice, device, ([only]) => only?.problem === 'FORWARD_NOT_ALLOWED');
    await bob.run(['peers', 'allow', 'alice', 'bind', 'localhost:*']);
    await forwardsOnce(alice, device, ([only]) => only?.state === 'ready');
  });

  test('does not start with what is wrong on this side', async (t) => {
    const { alice } = await trustingPair(t);
    const taken = await startService(t, () => undefined);
    const tunnel = (rest: string): string => `[[tunnel]]\naddress = "tcp://127.0.0.1:1"\n${rest}\n`;
    const cases = [
      [tunnel('peer = "carol"\nlocal = ["0:a:1"]'), 'PEER_UNKNOWN'],
      [tunnel(`peer = "bob"\nlocal = ["${taken.port}:a:1"]`), 'PORT_IN_USE'],
    ] as const;
    for (const [toml, code] of cases) {
      const words = ['up', '--config', configOf(alice, toml), '--address', 'tcp://127.0.0.1:0'];
      assertFailure(await alice.run(words), code);
    }
  });
});
