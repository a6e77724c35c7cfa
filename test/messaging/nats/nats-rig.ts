import { spawnSync } from 'node:child_process';
import { after } from 'node:test';
import { type Clock, systemClock } from '../../../src/base/index.ts';
import { formatPeerId } from '../../../src/handshake/index.ts';
import { LocalCluster } from '../../../src/messaging/cluster/local-cluster.ts';
import type { UserRole } from '../../../src/messaging/cluster/user-permissions.ts';
import { parseNatsAddress } from '../../../src/messaging/nats/nats-address.ts';
import { NatsEngine, type NatsEngineOptions } from '../../../src/messaging/nats/nats-engine.ts';
import { NatsLink } from '../../../src/messaging/nats/nats-link.ts';
import { ROUNDS_AFTER_MS } from '../../../src/messaging/nats/recent-deposits.ts';

/** PeerIds of nobody, each another. */
export const [alice, bob, carol] = [1, 2, 3].map((number) => formatPeerId(new Uint8Array(32).fill(number))) as [
  string,
  string,
  string,
];

/** Peers with a user of the cluster each. */
export const users: ReadonlyMap<string, UserRole> = new Map<string, UserRole>([
  ['alice', { kind: 'peer', peerId: alice }],
  ['bob', { kind: 'peer', peerId: bob }],
  ['carol', { kind: 'validator', peerId: carol }],
]);

/** Why no cluster can be started here; undefined if one can. Where `QFORGE_NEEDS_NATS` is set there must be one. */
export function whyNoNats(): string | undefined {
  if (spawnSync('nats-server', ['--version']).status === 0) return undefined;
  if (process.env['QFORGE_NEEDS_NATS'] === '1') throw new Error('QFORGE_NEEDS_NATS is set and there is no nats-server');
  return 'no nats-server is installed';
}

/** One cluster for all tests of a file, started by the first that asks. */
export function sharedCluster(servers = 1): () => Promise<LocalCluster> {
  let starting: Promise<LocalCluster> | undefined;
  after(async () => (await starting)?.[Symbol.asyncDispose]());
  return () => (starting ??= LocalCluster.start({ users, servers }));
}

/** Connects as a user of the cluster. */
export function openAs(
  cluster: LocalCluster,
  name: string,
  options: Partial<NatsEngineOptions> = {},
): Promise<NatsEngine> {
  const replicas = cluster.servers.length;
  return NatsEngine.open(cluster.engineOf(name), { clock: systemClock, replicas, ...options });
}

/** Removes all that the engine has made, and makes it again. */
export async function emptyCluster(cluster: LocalCluster, options: Partial<NatsEngineOptions> = {}): Promise<void> {
  await using link = await NatsLink.open(parseNatsAddress(cluster.engineOf('gateway')), { clock: systemClock });
  for await (const name of link.jsm.streams.names()) await link.jsm.streams.delete(name);
  await using engine = await openAs(cluster, 'gateway', options);
  await engine.provision([alice, bob, carol]);
}

/** The system's, but what is done a while after another leader was elected is done at once. */
export const soon: Clock = {
  wallMs: () => systemClock.wallMs(),
  monotonicMs: () => systemClock.monotonicMs(),
  schedule: (delayMs, callback, options) =>
    systemClock.schedule((ROUNDS_AFTER_MS as readonly number[]).includes(delayMs) ? 0 : delayMs, callback, options),
};

const HASTE = 30;

/** Makes the thirty seconds of trying pass in one. */
export const hasty: Clock = {
  wallMs: () => systemClock.wallMs(),
  monotonicMs: () => HASTE * systemClock.monotonicMs(),
  schedule: (delayMs, callback) => systemClock.schedule(delayMs / HASTE, callback),
};
