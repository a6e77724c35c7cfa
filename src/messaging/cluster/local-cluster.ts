import { rmSync } from 'node:fs';
import { type Clock, QForgeError, systemClock } from '../../base/index.ts';
import { NatsEngine } from '../nats/nats-engine.ts';
import { GATEWAY, type LocalPlan, placeFor, planOf, writeConfigs } from './local-plan.ts';
import { installedServer, NatsServer, type NatsServerFiles } from './nats-server.ts';
import type { ServerPlan } from './server-config.ts';
import type { ServerVersion } from './server-version.ts';
import { ServerWatchdog } from './server-watchdog.ts';
import type { KeyedUser } from './user-keys.ts';
import type { UserRole } from './user-permissions.ts';

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
  readonly #forget: () => void;
  readonly #watchdog: ServerWatchdog;
  readonly #expectedEnds = new Set<NatsServer>();

  private constructor(parts: {
    readonly plan: LocalPlan;
    readonly folder: string;
    readonly files: readonly NatsServerFiles[];
    readonly processes: NatsServer[];
    readonly clock: Clock;
    readonly forget: () => void;
    readonly watchdog: ServerWatchdog;
  }) {
    this.version = parts.plan.version;
    this.folder = parts.folder;
    this.#plans = parts.plan.servers;
    this.#files = parts.files;
    this.#processes = parts.processes;
    this.#clock = parts.clock;
    this.#forget = parts.forget;
    this.#watchdog = parts.watchdog;
    const places = this.#plans.map(({ host, clientPort }) => `${host}:${clientPort}`).join(',');
    this.users = parts.plan.users.map((user) => localUser(user, places));
    this.ended = new Promise((_resolve, reject) => {
      for (const server of this.#processes) this.#watch(server, reject);
    });
    this.ended.catch(() => undefined);
  }

  /**
   * Writes configurations and keys, starts the servers, waits until they are a cluster, and makes what all share and the mailboxes
   * of the users. Throws `NATS_SERVER_MISSING`, `NATS_SERVER_UNFIT`, `NATS_SERVER_STOPPED` and `FILE_EXISTS`.
   */
  static async start(options: LocalClusterOptions = {}): Promise<LocalCluster> {
    const { program = 'nats-server', clock = systemClock } = options;
    const version = await installedServer(program);
    const folder = await placeFor(options.folder);
    const forget =
      options.folder === undefined ? (): void => rmSync(folder, { recursive: true, force: true }) : nothing;
    process.on('exit', forget);
    const watchdog = new ServerWatchdog(options.folder === undefined ? folder : undefined);
    const processes: NatsServer[] = [];
    try {
      const plan = await planOf(folder, version, options);
      const files = await writeConfigs(plan, program);
      processes.push(...files.map((each) => NatsServer.start(each, clock)));
      watchdog.watch(processes.map(({ pid }) => pid));
      await Promise.all(processes.map((server, index) => server.ready(files[index] as NatsServerFiles)));
      const cluster = new LocalCluster({ plan, folder, files, processes, clock, forget, watchdog });
      await cluster.#provision(options.users ?? new Map());
      return cluster;
    } catch (error) {
      await Promise.all(processes.map((server) => server.stop()));
      watchdog.release();
      process.off('exit', forget);
      forget();
      throw error;
    }
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
    await Promise.all(this.#processes.map((server) => server.stop()));
    this.#watchdog.release();
    process.off('exit', this.#forget);
    this.#forget();
  }

  async #provision(users: ReadonlyMap<string, UserRole>): Promise<void> {
    const peers = [...users.values()].flatMap((role) => (role.kind === 'gateway' ? [] : [role.peerId]));
    await using engine = await NatsEngine.open(this.engineOf(GATEWAY), {
      clock: this.#clock,
      replicas: Math.min(this.#plans.length, 3),
    });
    await engine.provision(peers);
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

function localUser({ name, role, keyFile }: KeyedUser, places: string): LocalUser {
  const peerId = role.kind === 'gateway' ? undefined : role.peerId;
  return { name, kind: role.kind, peerId, keyFile, engine: `nats://${places}?key=${encodeURIComponent(keyFile)}` };
}

function nothing(): void {
  /* the files stay */
}
