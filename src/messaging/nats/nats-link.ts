import { readFile } from 'node:fs/promises';
import type * as JetStream from '@nats-io/jetstream';
import type * as Transport from '@nats-io/transport-node';
import {
  type Clock,
  isQForgeError,
  type Logger,
  type MetricsSink,
  QForgeError,
  type RandomSource,
  silentLogger,
  silentMetrics,
} from '../../base/index.ts';
import { nativeBackend } from '../../crypto/index.ts';
import { type ErrorStatistics, type RetryPlan, retry } from '../../resilience/index.ts';
import type { LinkSurroundings } from './link-surroundings.ts';
import type { NatsAddress } from './nats-address.ts';
import { natsFailure } from './nats-failure.ts';

/** For how long a call is tried again. The window in which the server knows IDs is far longer: `DUPLICATE_WINDOW_MS`. */
export const RETRY_HORIZON_MS = 30_000;
/** For how long one attempt waits for its answer. */
export const ATTEMPT_MS = 5000;
/** Half of each pause is drawn: those who lost one leader together do not come back in step. */
const RETRY: RetryPlan = {
  attempts: Number.POSITIVE_INFINITY,
  withinMs: RETRY_HORIZON_MS,
  backOff: { growth: 'exponential', firstMs: 50, capMs: 1600, jitter: 'half' },
};
const RECONNECT_WAIT_MS = 250;
/**
 * How often a server has to show that it is there: one that stands still keeps its connections, and one that owes two answers is left for another one within
 * {@link RETRY_HORIZON_MS}.
 */
const PING_INTERVAL_MS = 4000;
const MAX_OWED_PINGS = 2;

/** What is loaded when a link is opened, not before. */
interface NatsModules {
  readonly transport: typeof Transport;
  readonly jetstream: typeof JetStream;
}

/** A connection with a cluster that makes itself again, and calls that go on through the loss of a leader. */
export class NatsLink implements AsyncDisposable {
  /** The address without secrets. */
  readonly engine: string;
  readonly connection: Transport.NatsConnection;
  readonly js: JetStream.JetStreamClient;
  readonly jsm: JetStream.JetStreamManager;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  readonly #modules: NatsModules;
  readonly #inboxPrefix: string | undefined;
  readonly #random: RandomSource;
  readonly #errors: ErrorStatistics | undefined;
  readonly #onReconnect = new Set<() => void>();
  #end: QForgeError | undefined;

  private constructor(
    parts: {
      readonly connection: Transport.NatsConnection;
      readonly jsm: JetStream.JetStreamManager;
      readonly modules: NatsModules;
      readonly engine: string;
      readonly inboxPrefix: string | undefined;
    },
    { clock, logger = silentLogger, metrics = silentMetrics, random = nativeBackend.random, errors }: LinkSurroundings,
  ) {
    this.engine = parts.engine;
    this.connection = parts.connection;
    this.jsm = parts.jsm;
    this.js = parts.modules.jetstream.jetstream(parts.connection, { timeout: ATTEMPT_MS });
    this.#modules = parts.modules;
    this.#inboxPrefix = parts.inboxPrefix;
    this.clock = clock;
    this.logger = logger;
    this.metrics = metrics;
    this.#random = random;
    this.#errors = errors;
    void this.#watchConnection();
    void parts.connection.closed().then((error) => this.#onClosed(error ?? undefined));
  }

  /** Connects. Rejects with `MAIL_STORE_UNAVAILABLE`, `MAIL_STORE_DENIED` and `MAIL_ENGINE_INVALID` for a file that is no key. */
  static async open(address: NatsAddress, surroundings: LinkSurroundings): Promise<NatsLink> {
    const [transport, jetstream] = await Promise.all([import('@nats-io/transport-node'), import('@nats-io/jetstream')]);
    const modules = { transport, jetstream };
    const login = await loginOf(address, modules);
    try {
      const connection = await transport.connect({
        servers: [...address.servers],
        name: 'qforge',
        timeout: ATTEMPT_MS,
        maxReconnectAttempts: -1,
        reconnectTimeWait: RECONNECT_WAIT_MS,
        pingInterval: PING_INTERVAL_MS,
        maxPingOut: MAX_OWED_PINGS,
        ...login,
      });
      const jsm = await jetstream.jetstreamManager(connection, { checkAPI: false, timeout: ATTEMPT_MS });
      const { inboxPrefix } = login;
      return new NatsLink({ connection, jsm, modules, engine: address.display, inboxPrefix }, surroundings);
    } catch (error) {
      throw counted(natsFailure(error, address.display).error, surroundings.metrics);
    }
  }

  /** Calls back when the connection has been made again; returns what stops that. */
  onReconnect(listener: () => void): () => void {
    this.#onReconnect.add(listener);
    return () => this.#onReconnect.delete(listener);
  }

  /** An ID that nobody has had: by it the server knows a message again that is sent twice. */
  uniqueId(): string {
    return this.#modules.transport.nuid.next();
  }

  /** A subject for answers that nobody else may hear. */
  inbox(): string {
    return this.#modules.transport.createInbox(this.#inboxPrefix);
  }

  /** Empty headers for a message. */
  headers(): ReturnType<NatsModules['transport']['headers']> {
    return this.#modules.transport.headers();
  }

  /** What servers since 2.11 answer to an ID whose message they have not stored yet; those before say that it is a duplicate with number 0. */
  unconfirmed(): Error {
    const { JetStreamApiError } = this.#modules.jetstream;
    return new JetStreamApiError({ err_code: 10_158, code: 409, description: 'duplicate message id is in process' });
  }

  /**
   * Does it, and does it again while what is in its way may pass, for {@link RETRY_HORIZON_MS}. So it must be something that may
   * happen twice.
   *
   * Rejects with the errors of `natsFailure`, and with what `attempt` throws of its own.
   */
  async call<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await retry(attempt, {
        plan: RETRY,
        clock: this.clock,
        random: this.#random,
        isWorthwhile: (error) => this.#mayPass(error),
        onRetry: ({ error }) => this.#noteRetry(error),
      });
    } catch (error) {
      throw this.counted(this.#failureOf(error));
    }
  }

  /** Resolves after so much time. */
  pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.clock.schedule(delayMs, resolve));
  }

  /** Counts a failure; returns it. */
  counted<E extends QForgeError>(error: E): E {
    this.#errors?.note(error);
    return counted(error, this.metrics);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.close();
  }

  #mayPass(error: unknown): boolean {
    return !isQForgeError(error) && this.#end === undefined && natsFailure(error, this.engine).isTransient;
  }

  #noteRetry(error: unknown): void {
    this.metrics.count('qforge_mail_store_retries_total', 1);
    const failure = this.#failureOf(error);
    this.#errors?.note(failure);
    this.logger.log('debug', 'network', 'mail store asked again', { engine: this.engine, reason: failure.message });
  }

  /** What the last attempt came to, in our own words. */
  #failureOf(error: unknown): QForgeError {
    return isQForgeError(error) ? error : (this.#end ?? natsFailure(error, this.engine).error);
  }

  #onClosed(error: Error | undefined): void {
    const reason = 'the connection is closed';
    const closed = new QForgeError('MAIL_STORE_UNAVAILABLE', { engine: this.engine, reason });
    this.#end = error === undefined ? closed : natsFailure(error, this.engine).error;
  }

  async #watchConnection(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'staleConnection') cutOff(this.connection);
      if (status.type === 'disconnect') this.logger.log('warn', 'network', 'mail store away', { engine: this.engine });
      if (status.type !== 'reconnect') continue;
      this.metrics.count('qforge_mail_store_reconnects_total', 1);
      this.logger.log('info', 'network', 'mail store back', { engine: this.engine });
      for (const listener of this.#onReconnect) listener();
    }
  }
}

/**
 * Cuts a connection whose server stands still; the client makes it again. Left to itself the client (nats-core 3.4) first waits until everything that it has sent
 * has left this machine, which it never does when that is more than the system takes for a peer that does not read.
 */
function cutOff(connection: Transport.NatsConnection): void {
  const { protocol } = connection as { readonly protocol?: { readonly transport?: { close(): Promise<void> } } };
  void protocol?.transport?.close();
}

function counted<E extends QForgeError>(error: E, metrics: MetricsSink = silentMetrics): E {
  metrics.count('qforge_mail_store_failures_total', 1, { code: error.code });
  return error;
}

/** Who connects, and where its answers go: to nobody else's inbox. */
async function loginOf(
  address: NatsAddress,
  { transport }: NatsModules,
): Promise<{ readonly authenticator?: Transport.Authenticator; readonly inboxPrefix?: string }> {
  const path = address.keyFile ?? address.credentialsFile;
  if (path === undefined) return {};
  const invalid = (reason: string, cause: unknown): QForgeError =>
    new QForgeError('MAIL_ENGINE_INVALID', { engine: address.display, reason }, { cause });
  const secret = await readFile(path).catch((error: unknown) => {
    throw invalid(`the file ${path} cannot be read`, error);
  });
  if (address.credentialsFile !== undefined) return { authenticator: transport.credsAuthenticator(secret) };
  try {
    const seed = new TextEncoder().encode(secret.toString('utf8').trim());
    const user = transport.nkeys.fromSeed(seed).getPublicKey();
    return { authenticator: transport.nkeyAuthenticator(seed), inboxPrefix: inboxOf(user) };
  } catch (error) {
    throw invalid(`the file ${path} does not hold the seed of an nkey`, error);
  }
}

/** Where the answers for a user go. Others may not listen there. */
export function inboxOf(publicKey: string): string {
  return `_INBOX_${publicKey}`;
}
