import { Command } from 'commander';
import { QForgeError } from '../../base/index.ts';
import type { UserRole } from '../../client/index.ts';
import { withExamples } from '../examples.ts';
import { Interruption } from '../interruption.ts';
import { readSettings } from '../settings.ts';
import { printJson, printLines } from '../standard-output.ts';

interface LocalFlags {
  readonly folder?: string;
  readonly peer: readonly string[];
  readonly validator: readonly string[];
  readonly program: string;
  readonly json?: true;
}

interface CheckFlags {
  readonly engine: string;
  readonly json?: true;
}

/** `qforge cluster`: NATS clusters, which carry mail between machines. */
export function clusterCommand(): Command {
  const command = new Command('cluster')
    .summary('start a NATS cluster to try, and check the rights of its users')
    .description(
      'A NATS cluster with JetStream keeps mailboxes and the directory for many machines: docs/scale-out.md.',
    );
  command
    .command('local')
    .description(
      'Start three servers on loopback from the installed nats-server, with a user for each peer that may read its own mailbox alone, until Ctrl-C.',
    )
    .option('--folder <path>', 'where configurations, keys and data go, and stay; by default a folder that goes')
    .option(
      '--peer <peer>',
      'a peer to make a user for, by PeerId or by a name of your list; may be repeated',
      collected,
      [],
    )
    .option('--validator <peer>', 'the same for a peer that also hears and publishes broadcasts', collected, [])
    .option('--program <path>', 'the server to start', 'nats-server')
    .option('--json', 'print one JSON document when it is ready')
    .action(local);
  command
    .command('check')
    .description(
      'Try out what the server lets the user behind a key do against another peer. Nothing is changed. Ends with 7 when a right is not as it should be.',
    )
    .argument('<peer>', 'the peer that the key belongs to')
    .argument('<other>', 'another peer of the cluster')
    .requiredOption('--engine <address>', 'nats://host:port?key=FILE, as that peer uses it')
    .option('--json', 'print one JSON document')
    .action(check);
  return withExamples(command, [
    { commandLine: 'qforge cluster local --peer alice --peer bob', meaning: 'A cluster to try, with a user for each.' },
    {
      commandLine: 'qforge cluster check alice bob --engine "nats://127.0.0.1:4222?key=alice.nk"',
      meaning: "See that alice cannot read bob's mailbox.",
    },
  ]);
}

function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function local(flags: LocalFlags): Promise<void> {
  const [{ startLocalCluster }, { clusterDocument, clusterLines }] = await Promise.all([
    import('../../client/index.ts'),
    import('../cluster-report.ts'),
  ]);
  const interruption = new Interruption('service');
  const { folder, program } = flags;
  const users = await usersOf(flags);
  await using cluster = await startLocalCluster({ users, program, ...(folder === undefined ? {} : { folder }) });
  if (flags.json === true) printJson(clusterDocument(cluster));
  else printLines(clusterLines(cluster));
  await Promise.race([interruption.wait(), cluster.ended]);
}

async function check(own: string, other: string, flags: CheckFlags): Promise<void> {
  const [{ checkClusterRights }, { rightsLines }] = await Promise.all([
    import('../../client/index.ts'),
    import('../cluster-report.ts'),
  ]);
  const [peer = '', against = ''] = await peerIdsOf([own, other]);
  const checks = await checkClusterRights(flags.engine, peer, against);
  if (flags.json === true) printJson({ peer, other: against, checks });
  else printLines(rightsLines(checks));
  const wrong = checks.filter(({ isAllowed, shouldBeAllowed }) => isAllowed !== shouldBeAllowed);
  if (wrong.length > 0) throw new QForgeError('CLUSTER_RIGHTS_WRONG', { count: wrong.length });
}

/** The users of a new cluster, by the names that were given. */
async function usersOf({ peer, validator }: LocalFlags): Promise<ReadonlyMap<string, UserRole>> {
  const users = new Map<string, UserRole>();
  for (const [names, kind] of [[peer, 'peer'] as const, [validator, 'validator'] as const]) {
    const peerIds = await peerIdsOf(names);
    for (const [index, name] of names.entries()) users.set(name, { kind, peerId: peerIds[index] ?? '' });
  }
  return users;
}

/** The PeerIds behind names. Throws `PEER_UNKNOWN`. */
async function peerIdsOf(names: readonly string[]): Promise<readonly string[]> {
  const { isPeerId, TrustStore } = await import('../../client/index.ts');
  const store = await TrustStore.open(readSettings(process.env, undefined).peersPath);
  return names.map((name) => {
    const peerId = store.find(name)?.peerId ?? (isPeerId(name) ? name : undefined);
    if (peerId === undefined) throw new QForgeError('PEER_UNKNOWN', { peer: name });
    return peerId;
  });
}
