import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { StreamlinedSecureClient } from '../../../src/client/index.ts';
import { PrometheusServer } from '../../monitor/prometheus-server.ts';
import { promtoolFindings, whyNoPromtool } from '../../monitor/prometheus-tools.ts';
import {
  assertFailure,
  documentsOf,
  type RunningCommand,
  startListening,
  trustingPair,
  User,
  withIdentity,
} from '../command-line.ts';

interface Device {
  readonly command: RunningCommand;
  readonly address: string;
  readonly admin: string;
  readonly get: (path: string) => Promise<Response>;
}

const tokenOf = (user: User, name: string): string =>
  readFileSync(join(user.home, 'config', 'qforge', `${name}.token`), 'utf8').trim();

/** A device that runs with its admin interface on any free port. */
async function startUp(t: TestContext, user: User, ...words: readonly string[]): Promise<Device> {
  const started = await startListening(t, user, ['up', '--json', '--admin', '127.0.0.1:0', ...words]);
  const [document] = documentsOf(started.command.stdout);
  const admin = String(document?.['admin']);
  const get = (path: string): Promise<Response> =>
    fetch(`${admin}${path}`, { headers: { authorization: `Bearer ${tokenOf(user, 'metrics')}` } });
  return { ...started, admin, get };
}

describe('qforge up', () => {
  test('shows peers, metrics and health while it runs, and ends in order with 0', async (t) => {
    const { alice, bob, bobId, aliceId } = await trustingPair(t);
    const { command, address, get, admin } = await startUp(t, bob);
    const client = await StreamlinedSecureClient.create({ identity: alice.identityPath });
    t.after(() => client.shutdown());
    await client.establishSecureChannel(bobId, { address });
    await command.printed(/alice connected/u, 'stderr');
    const status = (await (await get('/api/v1/status')).json()) as { peers: { peerId: string; name: string }[] };
    assert.deepEqual(
      status.peers.map(({ peerId, name }) => [peerId, name]),
      [[aliceId, 'alice']],
    );
    const metrics = await (await get('/metrics')).text();
    assert.match(metrics, /^qforge_channels_open 1$/mu);
    assert.match(metrics, /^qforge_handshakes_total\{role="responder",result="ok"\} 1$/mu);
    assert.match(metrics, /^process_resident_memory_bytes \d{8,}$/mu);
    assert.equal((await fetch(`${admin}/metrics`)).status, 401);
    const { code } = await command.end('SIGTERM');
    assert.equal(code, 0);
    await assert.rejects(fetch(`${admin}/livez`));
  });

  test('closes channels and stops when the admin says so, with the right token only', async (t) => {
    const { alice, bob, bobId, aliceId } = await trustingPair(t);
    const { command, address, admin } = await startUp(t, bob);
    const client = await StreamlinedSecureClient.create({ identity: alice.identityPath });
    t.after(() => client.shutdown());
    const channel = await client.establishSecureChannel(bobId, { address });
    await command.printed(/alice connected/u, 'stderr');
    const act = async (method: string, path: string, token: string): Promise<number> =>
      (await fetch(`${admin}${path}`, { method, headers: { authorization: `Bearer ${tokenOf(bob, token)}` } })).status;
    assert.equal(await act('DELETE', `/api/v1/channels/${aliceId}`, 'metrics'), 403);
    assert.equal(await act('DELETE', `/api/v1/channels/${aliceId}`, 'admin'), 200);
    assert.equal(await channel.closed, undefined);
    assert.equal(await act('POST', '/api/v1/stop', 'admin'), 202);
    assert.equal((await command.ended).code, 0);
  });

  test('does what its configuration says, and takes files where that names a folder', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const config = join(bob.home, 'qforge.toml');
    writeFileSync(config, '[admin]\nport = 0\n\n[receive]\ndirectory = "."\n');
    const { command, address } = await startListening(t, bob, ['up', '--config', config]);
    await command.printed(/admin interface on http:\/\/127\.0\.0\.1:\d+/u, 'stderr');
    const file = join(alice.home, 'report.txt');
    writeFileSync(file, 'the report');
    const sent = await alice.run(['send', file, 'bob', address]);
    assert.equal(sent.code, 0, sent.stderr);
    assert.equal(readFileSync(join(bob.home, 'report.txt'), 'utf8'), 'the report');
    await command.end('SIGTERM');
  });

  test('refuses a configuration it does not understand, and an admin interface that others could reach', async (t) => {
    const user = new User(t);
    await withIdentity(user);
    const config = join(user.home, 'qforge.toml');
    writeFileSync(config, 'lisen = "tcp://127.0.0.1:0"\n');
    assertFailure(await user.run(['up', '--config', config]), 'CONFIG_INVALID');
    assertFailure(await user.run(['up', '--config', join(user.home, 'missing.toml')]), 'FILE_MISSING');
    const open = ['up', '--address', 'tcp://127.0.0.1:0', '--admin'];
    assertFailure(await user.run([...open, '0.0.0.0:0']), 'ADMIN_ADDRESS_PUBLIC');
    assertFailure(await user.run([...open, 'localhost']), 'COMMAND_LINE_INVALID');
  });
});

describe('a real Prometheus', { skip: whyNoPromtool() ?? false, timeout: 600_000 }, () => {
  test('scrapes a device with its token, and has its values', async (t) => {
    const { alice, bob, bobId } = await trustingPair(t);
    const { command, address, admin, get } = await startUp(t, bob);
    const client = await StreamlinedSecureClient.create({ identity: alice.identityPath });
    t.after(() => client.shutdown());
    await client.establishSecureChannel(bobId, { address });
    await command.printed(/alice connected/u, 'stderr');
    assert.equal(promtoolFindings(await (await get('/metrics')).text()), '');
    const tokenFile = join(bob.home, 'config', 'qforge', 'metrics.token');
    const prometheus = await PrometheusServer.start(t, admin, tokenFile);
    assert.equal(await prometheus.value('up'), 1);
    assert.equal(await prometheus.value('qforge_channels_open'), 1);
    assert.equal(await prometheus.value('qforge_handshake_seconds_count{role="responder"}'), 1);
    assert.equal(await prometheus.value('count(qforge_build_info)'), 1);
    await command.end('SIGTERM');
  });
});
