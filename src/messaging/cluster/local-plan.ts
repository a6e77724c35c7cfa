import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { QForgeError } from '../../base/index.ts';
import type { NatsServerFiles } from './nats-server.ts';
import { type ClusterPlan, type ServerPlan, serverConfig } from './server-config.ts';
import type { ServerVersion } from './server-version.ts';
import { type KeyedUser, makeUser } from './user-keys.ts';
import type { UserRole } from './user-permissions.ts';

/** A plan with the files of its users. */
export interface LocalPlan extends ClusterPlan {
  readonly users: readonly KeyedUser[];
}

/** What a plan for this machine is made from. */
export interface LocalPlanOptions {
  readonly users?: ReadonlyMap<string, UserRole>;
  /** {@link PORTS_OF_A_SERVER} for each server. */
  readonly ports: readonly number[];
  readonly routeVia?: (from: string, to: string, place: string) => string | undefined;
}

/** The user that keeps mailboxes for all. */
export const GATEWAY = 'gateway';

/** For clients, for the other servers, and for its monitor. */
export const PORTS_OF_A_SERVER = 3;

const LOOPBACK = '127.0.0.1';
const MAX_STORED_BYTES = 4 * 1024 ** 3;
const MIN_STORED_BYTES = 1024 ** 2;
/** Of the free disk. The rest is for indexes and logs: a server that meets a full disk serves nothing until it is started again. */
const SHARE_OF_DISK = 0.75;
const SECRET_BYTES = 24;

/** The folder for the files of a cluster: the named one, which is made, or a new one. */
export async function placeFor(folder: string | undefined): Promise<string> {
  if (folder === undefined) return mkdtemp(join(tmpdir(), 'qforge-nats-'));
  const place = resolve(folder);
  await mkdir(place, { recursive: true, mode: 0o700 });
  return place;
}

/** Servers on these ports of loopback, three for each, and a key for each user. Throws `FILE_EXISTS`. */
export async function planOf(
  folder: string,
  version: ServerVersion,
  { users = new Map(), ports, routeVia }: LocalPlanOptions,
): Promise<LocalPlan> {
  const count = Math.floor(ports.length / PORTS_OF_A_SERVER);
  const servers = Array.from({ length: count }, (_, index): ServerPlan => {
    const [clientPort = 0, clusterPort = 0, monitorPort = 0] = ports.slice(PORTS_OF_A_SERVER * index);
    const name = `n${index + 1}`;
    return { name, host: LOOPBACK, clientPort, clusterPort, monitorPort, folder: join(folder, name) };
  });
  const wanted: readonly (readonly [string, UserRole])[] = [[GATEWAY, { kind: 'gateway' }], ...users];
  const keyed = await Promise.all(wanted.map(([name, role]) => makeKeyed(folder, name, role)));
  const clusterSecret = randomBytes(SECRET_BYTES).toString('hex');
  const plan = { version, servers, users: keyed, clusterSecret, maxStoredBytes: await roomFor(folder, count) };
  if (routeVia === undefined) return plan;
  const placeOf = new Map(servers.map(({ name, host, clusterPort }) => [name, `${host}:${clusterPort}`]));
  return { ...plan, routeBetween: (from, to) => routeVia(from, to, placeOf.get(to) ?? '') };
}

/** What each of so many servers may store in one folder. */
async function roomFor(folder: string, servers: number): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  const share = Math.floor((SHARE_OF_DISK * bavail * bsize) / servers);
  return Math.max(MIN_STORED_BYTES, Math.min(MAX_STORED_BYTES, share));
}

async function makeKeyed(folder: string, name: string, role: UserRole): Promise<KeyedUser> {
  try {
    return await makeUser(folder, name, role);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new QForgeError('FILE_EXISTS', { path: join(folder, `${name}.nk`) }, { cause: error });
  }
}

/** Writes the configuration of each server. */
export async function writeConfigs(plan: ClusterPlan, program: string): Promise<readonly NatsServerFiles[]> {
  return Promise.all(
    plan.servers.map(async (server) => {
      const config = `${server.folder}.conf`;
      await writeFile(config, serverConfig(plan, server), { mode: 0o600, flag: 'wx' });
      return { program, config, host: server.host, monitorPort: server.monitorPort };
    }),
  );
}
