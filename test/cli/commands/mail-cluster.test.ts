import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { errorCatalogue } from '../../../src/base/index.ts';
import { isRunning } from '../../messaging/cluster/running-process.ts';
import { whyNoNats } from '../../messaging/nats/nats-rig.ts';
import { until } from '../../until.ts';
import {
  assertFailure,
  documentsOf,
  type Ended,
  onlyDocument,
  type RunningCommand,
  told,
  trustingPair,
  type User,
} from '../command-line.ts';

/** Elections that follow one another are no reason to send for ever. */
const MAX_SENDS = 4;

interface Cluster {
  readonly command: RunningCommand;
  readonly servers: readonly { readonly pid: number; readonly monitor: string }[];
  readonly engineOf: (name: string) => readonly string[];
}

/** `qforge cluster local` in a process of its own, with a user for each peer. */
async function clusterOf(t: TestContext, user: User, peers: readonly string[], stage: string): Promise<Cluster> {
  const words = ['cluster', 'local', '--json', ...peers.flatMap((peer) => ['--peer', peer])];
  const command = user.start(words, { stdin: 'ignore', env: { TMPDIR: stage } });
  t.after(() => command.child.kill('SIGTERM'));
  await command.printed(/\n\}\n/u);
  const { servers, users } = JSON.parse(command.stdout) as Pick<Cluster, 'servers'> & {
    readonly users: readonly { readonly name: string; readonly engine: string }[];
  };
  const engineOf = (name: string): readonly string[] => ['-e', users.find((each) => each.name === name)?.engine ?? ''];
  return { command, servers, engineOf };
}

/** How many connections hear of new mail of a peer, by what the servers themselves say. */
async function followersOf(peerId: string, { servers }: Cluster): Promise<number> {
  const answers = await Promise.all(
    servers.map(async ({ monitor }) => {
      const { connections } = (await (await fetch(`${monitor}/connz?subs=true`)).json()) as {
        readonly connections: readonly { readonly subscriptions_list?: readonly string[] }[];
      };
      return connections.filter((each) => each.subscriptions_list?.includes(`qforge.notice.${peerId}`)).length;
    }),
  );
  return answers.reduce((sum, count) => sum + count, 0);
}

/** Sends until the store answers: in an election that takes longer than a command tries, it says so, and has stored nothing. */
async function sendAgain(user: User, words: readonly string[]): Promise<Ended> {
  for (let turn = 1; ; turn += 1) {
    const ended = await user.run(['mail', 'send', ...words, '--json']);
    if (turn === MAX_SENDS || ended.code !== errorCatalogue.MAIL_STORE_UNAVAILABLE.exitCode) return ended;
  }
}

function textsOf(commands: readonly RunningCommand[]): readonly string[] {
  const documents = commands.flatMap(({ stdout }) => documentsOf(stdout));
  return documents.map((document) => Buffer.from(String(document['dataBase64']), 'base64').toString());
}

async function presentPeers(present: () => Promise<string>): Promise<readonly string[]> {
  const document = JSON.parse(await present()) as { readonly present: readonly { readonly peerId: string }[] };
  return document.present.map(({ peerId }) => peerId);
}

describe('qforge mail over a NATS cluster', { skip: whyNoNats() ?? false, timeout: 600_000 }, () => {
  test('directory, mailboxes and presence between processes; two gateways share one store; a killed parent leaves nothing', async (t) => {
    const { alice, bob, aliceId, bobId } = await trustingPair(t);
    const stage = join(alice.home, 'stage');
    await mkdir(stage);
    const cluster = await clusterOf(t, alice, [aliceId, bobId], stage);
    const { command, engineOf } = cluster;
    const pids = cluster.servers.map(({ pid }) => pid);
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
    const present = async (): Promise<string> => (await alice.run(['mail', 'present', ...ofAlice, '--json'])).stdout;
    const found = async (): Promise<string> => `${await present()}\n${told(reader)}`;
    await until(async () => (await presentPeers(present)).join() === bobId, {
      what: 'bob, who reads, is present',
      found,
    });
    assert.equal((await reader.end('SIGINT')).code, 130);
    assert.deepEqual(textsOf([reader]), ['over the cluster']);
    await until(async () => (await presentPeers(present)).length === 0, { what: 'nobody is present', found });

    const gateways = [1, 2].map(() =>
      bob.start(['mail', 'read', ...ofGateway, '--follow', '--json'], { stdin: 'ignore' }),
    );
    for (const { child } of gateways) t.after(() => child.kill('SIGKILL'));
    const following = { what: 'both gateways follow', found: () => gateways.map(told).join('\n') };
    await until(async () => (await followersOf(bobId, cluster)) === 2, following);
    // One server stands still: what it leads is led by another, whoever is connected with it leaves it, and nothing is lost or told twice.
    process.kill(pids[0] ?? 0, 'SIGSTOP');
    const wanted = ['one', 'two', 'three', 'four'];
    const sends = await Promise.all(wanted.map((text) => sendAgain(alice, [...ofAlice, 'bob', '-t', text])));
    process.kill(pids[0] ?? 0, 'SIGCONT');
    for (const { code, stderr } of sends) assert.equal(code, 0, stderr);
    // What no mailbox took in time is kept by alice's device, which brings it when it is there again.
    const sender = alice.start(['mail', 'read', ...ofAlice, '--follow', '--json'], { stdin: 'ignore' });
    t.after(() => sender.child.kill('SIGKILL'));
    await until(() => textsOf(gateways).length >= wanted.length, {
      what: 'the gateways have shown all that was sent',
      found: async () => {
        const outbox = await alice.run(['mail', 'outbox', '--json']);
        const mailbox = await bob.run(['mail', 'list', ...ofBob, '--json']);
        return [
          JSON.stringify(sends),
          ...[...gateways, sender].map(told),
          outbox.stdout,
          mailbox.stdout,
          mailbox.stderr,
        ].join('\n');
      },
    });
    sender.child.kill('SIGKILL');
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
    const left = async (): Promise<unknown> => ({ running: pids.filter(isRunning), files: await readdir(stage) });
    const isClean = async (): Promise<boolean> => !pids.some(isRunning) && (await readdir(stage)).length === 0;
    await until(isClean, { what: 'servers and files are gone', found: left });
  });
});
