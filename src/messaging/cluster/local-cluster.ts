import { rmSync } from 'node:fs';
import { assert, type Clock, QForgeError, systemClock } from '../../base/index.ts';
import { ReservedPorts } from '../../network/index.ts';
import { NatsEngine } from '../nats/nats-engine.ts';
import { GATEWAY, type LocalPlan, PORTS_OF_A_SERVER, placeFor, planOf, writeConfigs } from './local-plan.ts';
import { installedServer, NatsServer, type NatsServerFiles } from './nats-server.ts';
import type { ServerPlan } from './server-config.ts';
import type { ServerVersion } from './server-version.ts';
import { ServerWatchdog } from './server-watchdog.ts';
import type { KeyedUser } from './user-keys.ts';
import type { UserRole } from './user-permissions.ts';

const DEFAULT_SERVERS = 3;
const MAX_REPLICAS = 3;

/** What a cluster on this machine is started with. */
export interface LocalClusterOptions {
  /** Where its files stay; undefined: nowhere. */
  readonly folder?: string;
  /** Users beside the gateway, by name. */
  readonly users?: ReadonlyMap<string, UserRole>;
  readonly program?: string;
  readonly clock?: Clock;
  /** Servers; default: 3. */
  readonly servers?: number;
  /** A proxy's place for the link from one server to another, by their names and the place that it leads to. */
  readonly routeVia?: (from: string, to: string, place: string) => string | undefined;
}

/** A user as shown to people and programs. */
export interface LocalUser {
  readonly name: string;
  readonly kind: UserRole['kind'];
  readonly peerId: string | undefined;
  readonly keyFile: string;
  /** For `--engine`. */
  readonly engine: string;
}

/** A server as shown to people and programs. */
export interface LocalServer {
  readonly name: string;
  readonly url: string;
  readonly monitor: string;
  readonly config: string;
  readonly pid: number;
}

/** A NATS JetStream cluster on loopback, of processes that end with this object: to try things, and for tests. */
export class LocalCluster implements AsyncDisposable {
  readonly version: ServerVersion;
  readonly folder: string;
  readonly users: readonly LocalUser[];
  /** Rejects with `NATS_SERVER_STOPPED` when a server ends by itself. */
  readonly ended: Promise<never>;
  readonly #clock: Clock;
  readonly #plans: readonly ServerPlan[];
  readonly #files: readonly NatsServerFiles[];
  readonly #processes: NatsServer[];
  readonly #watchdog: ServerWatchdog;
  /** What ends with the cluster. */
  readonly #parts: AsyncDisposableStack;
  readonly #expectedEnds = new Set<NatsServer>();

  private constructor(parts: {
    readonly plan: LocalPlan;
    readonly folder: string;
    readonly files: readonly NatsServerFiles[];
    readonly processes: NatsServer[];
    readonly clock: Clock;
    readonly watchdog: ServerWatchdog;
    readonly parts: AsyncDisposableStack;
  }) {
    this.version = parts.plan.version;
    this.folder = parts.folder;
    this.#plans = parts.plan.servers;
    this.#files = parts.files;
    this.#processes = parts.processes;
    this.#clock = parts.clock;
    this.#watchdog = parts.watchdog;
    this.#parts = parts.parts;
    this.users = parts.plan.users.map((user) => localUser(user, parts.plan));
    this.ended = new Promise((_resolve, reject) => {
      for (const server of this.#processes) this.#watch(server, reject);
    });
    this.ended.catch(() => undefined);
  }

  /**
   * Writes configurations and keys, starts the servers, waits until they are a cluster, and makes what all share and the mailboxes
   * of the users. Throws `NATS_SERVER_MISSING`, `NATS_SERVER_UNFIT`, `NATS_SERVER_STOPPED`, `LISTEN_FAILED` and
   * `FILE_EXISTS`.
   */
  static async start(options: LocalClusterOptions = {}): Promise<LocalCluster> {
    const {
      program = 'nats-server',
      clock = systemClock,
      servers = DEFAULT_SERVERS,
      users = new Map(),
      routeVia,
    } = options;
    const version = await installedServer(program);
    await using parts = new AsyncDisposableStack();
    const folder = await placeFor(options.folder);
    const forgotten = options.folder === undefined ? folder : undefined;
    if (forgotten !== undefined) parts.defer(removedAtExit(forgotten));
    // Kept for as long as the cluster is there: a server that is killed finds its ports again.
    const { ports } = parts.use(await ReservedPorts.take(PORTS_OF_A_SERVER * servers));
    const plan = await planOf(folder, version, { users, ports, ...(routeVia === undefined ? {} : { routeVia }) });
    const files = await writeConfigs(plan, program);
    const watchdog = parts.adopt(new ServerWatchdog(forgotten), (released) => released.release());
    const processes = parts.adopt<NatsServer[]>([], stopAll);
    processes.push(...files.map((each) => NatsServer.start(each, clock)));
    watchdog.watch(processes.map(({ pid }) => pid));
    await Promise.all(processes.map((server, index) => server.ready(files[index] as NatsServerFiles)));
    await provision(plan, [...users.values()], clock);
    return new LocalCluster({ plan, folder, files, processes, clock, watchdog, parts: parts.move() });
  }

  get servers(): readonly LocalServer[] {
    return this.#plans.map(({ name, host, clientPort, monitorPort }, index) => ({
      name,
      url: `nats://${host}:${clientPort}`,
      monitor: `http://${host}:${monitorPort}`,
      config: this.#files[index]?.config ?? '',
      pid: this.#processes[index]?.pid ?? 0,
    }));
  }

  /** The address for `--engine` of a user, by name. Throws `ARGUMENT_INVALID`. */
  engineOf(name: string): string {
    const user = this.users.find((each) => each.name === name);
    if (user === undefined)
      throw new QForgeError('ARGUMENT_INVALID', { argument: 'user', reason: `there is no ${name}` });
    return user.engine;
  }

  /** Sends a signal to one server. */
  signal(name: string, signal: NodeJS.Signals): void {
    const server = this.#processOf(name);
    if (signal === 'SIGKILL' || signal === 'SIGTERM') this.#expectedEnds.add(server);
    server.signal(signal);
  }

  /** Starts a server again that was ended by a signal, on what it has stored. */
  async restart(name: string): Promise<void> {
    const index = this.#plans.findIndex((plan) => plan.name === name);
    const files = this.#files[index];
    await this.#processes[index]?.ended;
    if (files === undefined) return;
    const server = NatsServer.start(files, this.#clock);
    this.#processes[index] = server;
    this.#watchdog.watch(this.#processes.map(({ pid }) => pid));
    await server.ready(files);
  }

  /** Stops all servers; the files go unless a folder was named for them. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#processes) this.#expectedEnds.add(server);
    await this.#parts.disposeAsync();
  }

  #processOf(name: string): NatsServer {
    const server = this.#processes[this.#plans.findIndex((plan) => plan.name === name)];
    if (server === undefined)
      throw new QForgeError('ARGUMENT_INVALID', { argument: 'server', reason: `there is no ${name}` });
    return server;
  }

  #watch(server: NatsServer, reject: (error: QForgeError) => void): void {
    void server.ended.then(() => {
      if (!this.#expectedEnds.has(server)) reject(new QForgeError('NATS_SERVER_STOPPED', { reason: server.lastWords }));
    });
  }
}

/** Makes what all share, and the mailboxes of those who have one. */
async function provision(plan: LocalPlan, roles: readonly UserRole[], clock: Clock): Promise<void> {
  const peers = roles.flatMap((role) => (role.kind === 'gateway' ? [] : [role.peerId]));
  const gateway = plan.users.find(({ name }) => name === GATEWAY);
  assert(gateway !== undefined, 'every plan has a gateway');
  const replicas = Math.min(plan.servers.length, MAX_REPLICAS);
  await using engine = await NatsEngine.open(localUser(gateway, plan).engine, { clock, replicas });
  await engine.provision(peers);
}

function localUser({ name, role, keyFile }: KeyedUser, { servers }: LocalPlan): LocalUser {
  const peerId = role.kind === 'gateway' ? undefined : role.peerId;
  const places = servers.map(({ host, clientPort }) => `${host}:${clientPort}`).join(',');
  return { name, kind: role.kind, peerId, keyFile, engine: `nats://${places}?key=${encodeURIComponent(keyFile)}` };
}

async function stopAll(servers: readonly NatsServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()));
}

/** Removes a folder when it is called, or when this process ends before. */
function removedAtExit(folder: string): () => void {
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.on('exit', remove);
  return () => {
    process.off('exit', remove);
    remove();
  };
}
