import type { Clock, Logger, MetricsSink, RandomSource, ScheduledCall, SecuritySignalSink } from '../../base/index.ts';
import { nativeBackend } from '../../crypto/index.ts';
import { type ErrorFigures, ErrorStatistics } from '../../resilience/index.ts';
import { readTlsCredentials, type TlsCredentials } from '../etsi/tls-credentials.ts';
import { tracedLogger } from '../etsi/trace-scope.ts';
import type { QkdSession } from '../key-block.ts';
import { CallerDirectory, type KnownCaller } from './caller-directory.ts';
import { GuardedNeighbour } from './guarded-neighbour.ts';
import { Kme } from './kme.ts';
import { type KmeConfig, type NeighbourConfig, type SimulatedLinkConfig, simulatedLossDb } from './kme-config.ts';
import { KmeDatabase } from './kme-database.ts';
import { defaultKmeSettings } from './kme-limits.ts';
import { KmeNetwork } from './kme-network.ts';
import { KmeServer } from './kme-server.ts';
import { LinkFeeder } from './link-feeder.ts';
import { NeighbourClient } from './neighbour-client.ts';
import { PoolKeyFile, type PoolPassphrases } from './pool-key-file.ts';
import type { RateLimit } from './request-rate.ts';

/** How long one key manager waits for another: less than a SAE waits for both. */
export const NEIGHBOUR_TIMEOUT_MS = 2000;

const MS_PER_SECOND = 1000;
const SWEEP_EVERY_MS = 10_000;
const DEFAULT_RATE: RateLimit = { perSecond: 500, burst: 500 };

/** What a key manager is handed by the program that runs it. */
export interface KmeSurroundings {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  /** Those of the key file. Default: it has none. */
  readonly poolPassphrases?: PoolPassphrases;
  /** Draws pauses. Default: the system's. */
  readonly random?: RandomSource;
  /** Is told what its links show of eavesdroppers. */
  readonly signals?: SecuritySignalSink;
  /** Makes the simulated links that the configuration wants; one that can be disposed of ends with the key manager. */
  readonly sessionOf: (link: SimulatedLinkConfig) => EndableSession;
}

type EndableSession = QkdSession & Partial<AsyncDisposable>;

/** A link that runs, and the work that stops with it. */
interface FedLink {
  readonly session: EndableSession;
  readonly feeding: Promise<void>;
}

/** A key manager with its database, its server and its links, as a configuration says. */
export class RunningKme implements AsyncDisposable {
  readonly kme: Kme;
  readonly #errors: ErrorStatistics;
  readonly #surroundings: KmeSurroundings;
  readonly #database: KmeDatabase;
  readonly #clients: readonly NeighbourClient[];
  readonly #server: KmeServer;
  readonly #stop = new AbortController();
  readonly #links: readonly FedLink[];
  #sweep: ScheduledCall | undefined;

  private constructor(config: KmeConfig, surroundings: KmeSurroundings, parts: StartedParts) {
    this.#surroundings = surroundings;
    this.#database = parts.database;
    this.#clients = parts.clients;
    this.kme = parts.kme;
    this.#errors = parts.errors;
    this.#server = parts.server;
    this.#links = config.neighbours.flatMap((neighbour) => this.#feed(neighbour, parts.neighbours));
    this.#scheduleSweep();
  }

  /**
   * Starts everything; nothing stays open if that fails.
   *
   * Throws `KEY_POOL_*`, `KEY_FILE_*`, `PASSPHRASE_*`, `FILE_*`, `DISK_FULL`, `TLS_CREDENTIALS_INVALID`, `ARGUMENT_INVALID` for a map that leads nowhere, `PORT_IN_USE`, `LISTEN_FAILED`.
   */
  static async start(config: KmeConfig, given: KmeSurroundings): Promise<RunningKme> {
    const surroundings = { ...given, logger: tracedLogger(given.logger) };
    const tls = await readTlsCredentials(config.tls);
    const network = networkOf(config);
    const database = await KmeDatabase.open(config.database, {
      kme: config.kme,
      keyFile: new PoolKeyFile(config.keyFile, given.poolPassphrases),
      wallMs: given.clock.wallMs(),
    });
    try {
      const clients = config.neighbours.map((neighbour) => neighbourClient(neighbour, tls, surroundings.clock));
      const settings = { ...defaultKmeSettings, ...config.settings };
      const guard = { random: nativeBackend.random, ...surroundings };
      const neighbours = await Promise.all(clients.map((client) => GuardedNeighbour.create(client, guard)));
      const kme = new Kme({ database, network, neighbours, settings, ...surroundings });
      const madeMs = database.dataKeyMadeMs;
      if (madeMs !== undefined) {
        surroundings.metrics.gauge('qforge_kme_data_key_timestamp_seconds', madeMs / MS_PER_SECOND);
      }
      const errors = new ErrorStatistics(surroundings.clock, surroundings.metrics);
      const { host, port } = config;
      const rate = { ...DEFAULT_RATE, ...config.rate };
      const server = await KmeServer.listen(kme, {
        host,
        port,
        tls,
        callers: callersOf(config),
        rate,
        errors,
        ...surroundings,
      });
      return new RunningKme(config, surroundings, { database, clients, neighbours, kme, server, errors });
    } catch (error) {
      database[Symbol.dispose]();
      throw error;
    }
  }

  /** What has failed so far: requests, blocks of its links, sweeps. */
  get errors(): ErrorFigures {
    return this.#errors.figures();
  }

  /** Where it serves, with the real port. */
  get url(): string {
    return this.#server.url;
  }

  /** Stops the links, ends what is being served, and closes the database. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#sweep?.cancel();
    await this.#server[Symbol.asyncDispose]();
    for (const client of this.#clients) client[Symbol.dispose]();
    await Promise.all(this.#links.map(async ({ session }) => session[Symbol.asyncDispose]?.()));
    await Promise.all(this.#links.map(({ feeding }) => feeding));
    this.#database[Symbol.dispose]();
  }

  #feed({ kme: id, link }: NeighbourConfig, neighbours: readonly GuardedNeighbour[]): readonly FedLink[] {
    const neighbour = neighbours.find((guarded) => guarded.id === id);
    if (link === undefined || neighbour === undefined) return [];
    const { sessionOf, clock, logger, signals, random = nativeBackend.random } = this.#surroundings;
    const session = sessionOf(link);
    const { pulseRateHz } = link;
    const fibre = { lengthKm: link.distanceKm, lossDb: simulatedLossDb(link) };
    const watch = signals === undefined ? {} : { signals };
    const feeder = new LinkFeeder({
      kme: this.kme,
      neighbour,
      session,
      pulseRateHz,
      fibre,
      clock,
      logger,
      random,
      errors: this.#errors,
      ...watch,
    });
    return [{ session, feeding: feeder.run(this.#stop.signal) }];
  }

  /** What could not be erased now can be next time; it is handed out to nobody meanwhile. */
  #trySweep(): void {
    try {
      this.kme.sweep();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#errors.note(error);
      this.#surroundings.logger.log('error', 'error', 'expired keys stay', { kme: this.kme.id, reason });
    }
  }

  #scheduleSweep(): void {
    this.#sweep = this.#surroundings.clock.schedule(SWEEP_EVERY_MS, () => {
      this.#trySweep();
      this.#scheduleSweep();
    });
  }
}

interface StartedParts {
  readonly database: KmeDatabase;
  readonly clients: readonly NeighbourClient[];
  readonly neighbours: readonly GuardedNeighbour[];
  readonly kme: Kme;
  readonly server: KmeServer;
  readonly errors: ErrorStatistics;
}

function networkOf({ kme, saes, remoteSaes, routes, neighbours }: KmeConfig): KmeNetwork {
  return new KmeNetwork({
    self: kme,
    saes: new Map([
      ...saes.map(({ id }) => [id, kme] as const),
      ...remoteSaes.map(({ id, kme: at }) => [id, at] as const),
    ]),
    routes: new Map(routes.map(({ to, via }) => [to, via])),
    neighbours: neighbours.map((neighbour) => neighbour.kme),
  });
}

function callersOf({ saes, neighbours }: KmeConfig): CallerDirectory {
  return new CallerDirectory([
    ...saes.map(({ id, fingerprint }): KnownCaller => ({ kind: 'sae', id, fingerprint })),
    ...neighbours.map(({ kme: id, fingerprint }): KnownCaller => ({ kind: 'kme', id, fingerprint })),
  ]);
}

function neighbourClient(
  { kme, url, fingerprint }: NeighbourConfig,
  tls: TlsCredentials,
  clock: Clock,
): NeighbourClient {
  return new NeighbourClient(kme, { url, fingerprint, tls, timeoutMs: NEIGHBOUR_TIMEOUT_MS, clock });
}
