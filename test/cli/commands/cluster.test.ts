import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { alice, bob, whyNoNats } from '../../messaging/nats/nats-rig.ts';
import { until } from '../../until.ts';
import { assertFailure, onlyDocument, User } from '../command-line.ts';

interface Started {
  readonly servers: readonly { readonly pid: number; readonly config: string }[];
  readonly users: readonly { readonly name: string; readonly engine: string; readonly keyFile: string }[];
}

const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}`) || !existsSync('/proc');

describe('qforge cluster', { skip: whyNoNats() ?? false, timeout: 600_000 }, () => {
  test('local starts three servers in which a peer reads its own mailbox alone, and stops them all', async (t) => {
    const user = new User(t);
    const folder = join(user.home, 'nats');
    const command = user.start(['cluster', 'local', '--folder', folder, '--peer', alice, '--peer', bob, '--json'], {
      stdin: 'ignore',
    });
    t.after(() => command.child.kill('SIGTERM'));
    await command.printed(/\n\}\n/u);
    const { servers, users } = JSON.parse(command.stdout) as Started;
    assert.equal(servers.length, 3);
    assert.deepEqual(
      users.map(({ name }) => name),
      ['gateway', alice, bob],
    );
    for (const { keyFile } of users) assert.equal(statSync(keyFile).mode & 0o777, 0o600);
    for (const { config } of servers) assert.equal(statSync(config).mode & 0o777, 0o600);
    const engineOf = (name: string): string => users.find((each) => each.name === name)?.engine ?? '';

    const checked = await user.run(['cluster', 'check', alice, bob, '--engine', engineOf(alice), '--json']);
    assert.equal(checked.code, 0, checked.stderr);
    const { checks } = onlyDocument(checked) as { checks: { what: string; isAllowed: boolean }[] };
    const refused = checks.filter(({ isAllowed }) => !isAllowed).map(({ what }) => what);
    assert.ok(refused.includes('read the mailbox of the other') && refused.length === 9, refused.join(', '));
    // The check can fail: what a gateway may do, a peer must not.
    const asGateway = await user.run(['cluster', 'check', alice, bob, '--engine', engineOf('gateway')]);
    assertFailure(asGateway, 'CLUSTER_RIGHTS_WRONG');
    assert.match(asGateway.stdout, /read the mailbox of the other +refused +allowed {2}WRONG/u);

    assertFailure(await user.run(['cluster', 'local', '--folder', folder]), 'FILE_EXISTS');
    const ended = await command.end('SIGINT');
    assert.equal(ended.code, 130, ended.stderr);
    assert.ok(servers.every(({ pid }) => !isRunning(pid)));
    assertFailure(
      await user.run(['cluster', 'check', alice, bob, '--engine', engineOf(alice)]),
      'MAIL_STORE_UNAVAILABLE',
    );
    assert.ok(existsSync(join(folder, 'n1.conf')) && !readFileSync(join(folder, 'n1.conf'), 'utf8').includes('"SU'));
  });

  test('local says so when a server ends, stops the others, and leaves nothing behind', async (t) => {
    const user = new User(t);
    const stage = join(user.home, 'stage');
    mkdirSync(stage);
    const command = user.start(['cluster', 'local'], { stdin: 'ignore', env: { TMPDIR: stage } });
    await command.printed(/nats-server \d/u);
    const pids = [...command.stdout.matchAll(/^n\d.* (?<pid>\d+)$/gmu)].map((found) => Number(found.groups?.['pid']));
    assert.equal(pids.length, 3);
    process.kill(pids[0] ?? 0, 'SIGKILL');
    const ended = await command.ended;
    assertFailure(ended, 'NATS_SERVER_STOPPED');
    await until(() => !pids.some(isRunning), { found: () => pids.filter(isRunning) });
    assert.deepEqual(readdirSync(stage), []);
  });

  test('what is wrong is said before anything is started', async (t) => {
    const user = new User(t);
    assertFailure(await user.run(['cluster', 'local', '--peer', 'nobody']), 'PEER_UNKNOWN');
    assertFailure(await user.run(['cluster', 'local', '--program', '/no/such/server']), 'NATS_SERVER_MISSING');
    const old = join(user.home, 'old-server');
    writeFileSync(old, '#!/bin/sh\necho nats-server: v2.2.0\n', { mode: 0o755 });
    assertFailure(await user.run(['cluster', 'local', '--program', old]), 'NATS_SERVER_UNFIT');
    assertFailure(await user.run(['cluster', 'check', alice, bob, '--engine', 'nats://a:b@c']), 'MAIL_ENGINE_INVALID');
  });
});
