import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { isRunning } from '../../messaging/cluster/running-process.ts';
import { until, whyNoNats } from '../../messaging/nats/nats-rig.ts';
import {
  assertFailure,
  documentsOf,
  onlyDocument,
  type RunningCommand,
  trustingPair,
  type User,
} from '../command-line.ts';

interface Cluster {
  readonly command: RunningCommand;
  readonly pids: readonly number[];
  readonly engineOf: (name: string) => readonly string[];
}

/** `qforge cluster local` in a process of its own, with a user for each peer. */
async function clusterOf(t: TestContext, user: User, peers: readonly string[], stage: string): Promise<Cluster> {
  const words = ['cluster', 'local', '--json', ...peers.flatMap((peer) => ['--peer', peer])];
  const command = user.start(words, { stdin: 'ignore', env: { TMPDIR: stage } });
  t.after(() => command.child.kill('SIGTERM'));
  await command.printed(/\n\}\n/u);
  const { servers, users } = JSON.parse(command.stdout) as {
    readonly servers: readonly { readonly pid: number }[];
    readonly users: readonly { readonly name: string; readonly engine: string }[];
  };
  const engineOf = (name: string): readonly string[] => ['-e', users.find((each) => each.name === name)?.engine ?? ''];
  return { command, pids: servers.map(({ pid }) => pid), engineOf };
}

function textsOf(commands: readonly RunningCommand[]): readonly string[] {
  const documents = commands.flatMap(({ stdout }) => documentsOf(stdout));
  return documents.map((document) => Buffer.from(String(document['dataBase64']), 'base64').toString());
}

describe('qforge mail over a NATS cluster', { skip: whyNoNats() ?? false, timeout: 600_000 }, () => {
  test('directory, mailboxes and presence between processes; two gateways share one store; a killed parent leaves nothing', async (t) => {
    const { alice, bob, aliceId, bobId } = await trustingPair(t);
    const stage = join(alice.home, 'stage');
    await mkdir(stage);
    const { command, pids, engineOf } = await clusterOf(t, alice, [aliceId, bobId], stage);
    const [ofAlice, ofBob, ofGateway] = [engineOf(aliceId), engineOf(bobId), engineOf('gateway')];

    assertFailure(await alice.run(['mail', 'send', ...ofAlice, 'bob', '-t', 'too early']), 'PREKEY_MISSING');
    const first = await bob.run(['mail', 'read', ...ofBob]);
    assert.deepEqual([first.code, first.stdout, first.stderr], [0, '', '']);
    const sent = onlyDocument(await alice.run(['mail', 'send', ...ofAlice, 'bob', '-t', 'over the cluster', '--json']));
    assert.deepEqual(sent['sent'], [{ peerId: bobId, outcome: 'stored', prekey: 'one-time' }]);
    // The key of bob opens bob's mailbox alone: alice's own is refused to it, by the server.
    assertFailure(await alice.run(['mail', 'list', ...ofBob]), 'MAIL_STORE_DENIED');

    const reader = bob.start(['mail', 'read', ...ofBob, '--follow', '--json'], { stdin: 'ignore' });
    await reader.printed(/"id":/u);
    const there = onlyDocument(await alice.run(['mail', 'present', ...ofAlice, '--json']));
    assert.deepEqual(
      (there['present'] as readonly { peerId: string }[]).map(({ peerId }) => peerId),
      [bobId],
    );
    assert.equal((await reader.end('SIGINT')).code, 130);
    assert.deepEqual(textsOf([reader]), ['over the cluster']);
    assert.equal((await alice.run(['mail', 'present', ...ofAlice])).stdout, 'nobody\n');

    const gateways = [1, 2].map(() =>
      bob.start(['mail', 'read', ...ofGateway, '--follow', '--json'], { stdin: 'ignore' }),
    );
    for (const { child } of gateways) t.after(() => child.kill('SIGKILL'));
    // One server stands still: what it leads is led by another, and nothing is lost or told twice.
    process.kill(pids[0] ?? 0, 'SIGSTOP');
    const wanted = ['one', 'two', 'three', 'four'];
    const sending = wanted.map((text) => alice.run(['mail', 'send', ...ofAlice, 'bob', '-t', text]));
    for (const { code, stderr } of await Promise.all(sending)) assert.equal(code, 0, stderr);
    process.kill(pids[0] ?? 0, 'SIGCONT');
    await until(() => textsOf(gateways).length >= wanted.length);
    const ends = await Promise.all(gateways.map((gateway) => gateway.end('SIGINT')));
    assert.deepEqual(
      ends.map(({ code }) => code),
      [130, 130],
      ends.map(({ stderr }) => stderr).join(),
    );
    assert.deepEqual(textsOf(gateways).toSorted(), wanted.toSorted());
    // The server that stood still may have answered for a moment as if it still led: what it hid is taken away by the next reader, and told to nobody.
    assert.equal((await bob.run(['mail', 'read', ...ofGateway])).stdout, '');
    assert.equal((await bob.run(['mail', 'list', ...ofBob])).stdout, 'no mail\n');

    command.child.kill('SIGKILL');
    if (!existsSync('/proc/self/stat')) return;
    await until(async () => !pids.some(isRunning) && (await readdir(stage)).length === 0);
  });
});
