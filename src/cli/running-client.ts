import { type Logger, QForgeError, silentLogger } from '../base/index.ts';
import { type Channel, type ClientOptions, type Observation, StreamlinedSecureClient } from '../client/index.ts';
import {
  type ControlHandlers,
  ControlServer,
  joinedHealth,
  type ProcessHealth,
  runtimeDirectoryPath,
  type TunnelSource,
} from '../daemon/index.ts';
import { asQForgeError } from './failure-report.ts';
import type { IdentityFlags } from './identity-flags.ts';
import { type KmeFlags, kmeOptions } from './kme-flags.ts';
import { type LogFlags, openObservation } from './log-flags.ts';
import { existingPassphrase, type PassphraseSource, passphraseSource } from './passphrase.ts';
import { reachablePeer } from './peer-argument.ts';
import { printableText } from './printable-text.ts';
import { type SecurityFlags, securityOptions } from './security-flags.ts';
import { readSettings } from './settings.ts';
import { printNote } from './standard-output.ts';
import { warningLogger } from './warning-logger.ts';

/** Options of a client that commands choose. */
export interface RunningClientOptions
  extends Partial<
    Pick<
      ClientOptions,
      'listen' | 'trustOnFirstUse' | 'allowedOrigins' | 'keep' | 'messaging' | 'metrics' | 'performance' | 'tracer'
    >
  > {
  /** Whether warnings are printed; by default where peers can connect. */
  readonly showsWarnings?: boolean;
}

/** A client with this user's identity and peers, which `qforge status` can see. */
export class RunningClient implements AsyncDisposable {
  readonly client: StreamlinedSecureClient;
  /** Where the client logs to. */
  readonly logger: Logger;
  readonly #observation: Observation;
  #control: ControlServer | undefined;
  #tunnels: Partial<TunnelSource> | undefined;
  #adminUrl: string | undefined;
  #judged: (() => ProcessHealth['checks']) | undefined;

  private constructor(client: StreamlinedSecureClient, observation: Observation) {
    this.client = client;
    this.#observation = observation;
    this.logger = observation.logger;
  }

  /** Starts the client of a command. Throws what the client, the identity file and the list of peers throw. */
  static async start(
    command: string,
    flags: IdentityFlags & KmeFlags & LogFlags & SecurityFlags,
    options: RunningClientOptions,
  ): Promise<RunningClient> {
    const { identityPath, peersPath, runtime } = readSettings(process.env, flags.identity);
    const { showsWarnings = options.listen !== undefined, ...clientOptions } = options;
    // Whoever only connects learns of a failure from the error.
    const warnings = showsWarnings ? warningLogger : silentLogger;
    const observation = await openObservation(flags, process.env, warnings, options.metrics);
    const client = await createObserved(observation, {
      ...clientOptions,
      ...kmeOptions(flags, process.env),
      ...securityOptions(flags, process.env),
      identity: identityPath,
      passphrase: () => existingPassphrase(passphraseSource(flags, process.env), identityPath),
      ...renewalOf(passphraseSource(flags, process.env), identityPath),
      trust: peersPath,
    });
    const running = new RunningClient(client, observation);
    running.#control = await startControl(runtimeDirectoryPath(runtime), command, {
      status: () => running.status(),
      health: () => running.#health(),
    });
    return running;
  }

  /**
   * Opens a channel to the peer that PEER and ADDRESS name; gives up when `signal` aborts.
   *
   * Throws `CANCELLED`, and what `reachablePeer` and `establishSecureChannel` throw.
   */
  connect(peer: string, addressArgument: string | undefined, signal: AbortSignal): Promise<Channel> {
    const { peerId, address } = reachablePeer(this.client.trustStore, peer, addressArgument);
    const connecting = this.client.establishSecureChannel(peerId, { address, signal });
    return this.orCancelled(connecting, signal, `Connecting to ${peer}`);
  }

  /** The outcome of `work`, or `CANCELLED` as soon as `signal` aborts. */
  orCancelled<T>(work: Promise<T>, signal: AbortSignal, what: string): Promise<T> {
    return Promise.race([work, cancellation(signal, what)]);
  }

  /** Lets `qforge status` show the forwards of tunnels, and the dashboard what was refused. */
  showTunnels(tunnels: Partial<TunnelSource>): void {
    this.#tunnels = tunnels;
  }

  /** What is known of tunnels so far. */
  get tunnels(): TunnelSource {
    return { forwards: () => this.#tunnels?.forwards?.() ?? [], refusals: () => this.#tunnels?.refusals?.() ?? [] };
  }

  /** Lets other commands of this user find the admin interface. */
  showAdmin(url: string): void {
    this.#adminUrl = url;
  }

  /** Lets other commands of this user see what a monitor finds beside the client's own checks. */
  showHealth(judged: () => ProcessHealth['checks']): void {
    this.#judged = judged;
  }

  /** The peer's name in the list of peers, or its PeerId; printable. */
  nameOf({ peerId }: Pick<Channel, 'peerId'>): string {
    return printableText(this.client.trustStore.find(peerId)?.name ?? peerId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.shutdown();
    await this.#control?.stop();
    await this.#observation[Symbol.asyncDispose]();
  }

  /** The client's own checks as they are now, and what a monitor finds beside them. */
  async #health(): Promise<ProcessHealth> {
    const { checks } = await this.client.healthCheck();
    return joinedHealth(checks, this.#judged?.() ?? []);
  }

  /** What this process is and does, forwards of its tunnels included. */
  status(): object {
    const admin = this.#adminUrl === undefined ? {} : { admin: this.#adminUrl };
    const status = { ...this.client.getSystemStatus(), ...admin };
    if (this.#tunnels === undefined) return status;
    const forwards = this.tunnels
      .forwards()
      .map((forward) => ({ name: this.nameOf({ peerId: forward.peer }), ...forward }));
    return { ...status, forwards };
  }
}

/** Makes a client that tells a log and a trail what it does; they are closed when it cannot be made. */
async function createObserved(observation: Observation, options: ClientOptions): Promise<StreamlinedSecureClient> {
  try {
    return await StreamlinedSecureClient.create({ ...options, logger: observation.logger, ...observation.audit });
  } catch (error) {
    await observation[Symbol.asyncDispose]();
    throw error;
  }
}

/** A passphrase in a file can be read again when the keys are renewed; nobody is asked in the middle of a command. */
function renewalOf(source: PassphraseSource | undefined, identityPath: string): Pick<ClientOptions, 'passphraseAgain'> {
  if (source?.kind !== 'file') return {};
  return { passphraseAgain: () => existingPassphrase(source, identityPath) };
}

/** Rejects with `CANCELLED` when `signal` aborts. */
async function cancellation(signal: AbortSignal, what: string): Promise<never> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  throw new QForgeError('CANCELLED', { what });
}

/** Being visible is a service to the user, not a condition: without it the work goes on. */
async function startControl(
  directory: string,
  command: string,
  handlers: ControlHandlers,
): Promise<ControlServer | undefined> {
  try {
    return await ControlServer.start(directory, command, handlers);
  } catch (error) {
    printNote(`note: "qforge status" will not see this process. ${printableText(asQForgeError(error).message)}`);
    return undefined;
  }
}
