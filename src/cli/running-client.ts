import { type LogFields, type Logger, QForgeError, silentLogger } from '../base/index.ts';
import { type Channel, type ClientOptions, StreamlinedSecureClient } from '../client/index.ts';
import { ControlServer, runtimeDirectoryPath } from '../daemon/index.ts';
import { asQForgeError } from './failure-report.ts';
import type { IdentityFlags } from './identity-flags.ts';
import { existingPassphrase, passphraseSource } from './passphrase.ts';
import { reachablePeer } from './peer-argument.ts';
import { printableText } from './printable-text.ts';
import { readSettings } from './settings.ts';
import { printNote } from './standard-output.ts';

/** Options of a client that commands choose. */
export type RunningClientOptions = Partial<Pick<ClientOptions, 'listen' | 'trustOnFirstUse'>>;

/** A client with this user's identity and peers, which `qforge status` can see. */
export class RunningClient implements AsyncDisposable {
  readonly client: StreamlinedSecureClient;
  readonly #control: ControlServer | undefined;

  private constructor(client: StreamlinedSecureClient, control: ControlServer | undefined) {
    this.client = client;
    this.#control = control;
  }

  /** Starts the client of a command. Throws what the client, the identity file and the list of peers throw. */
  static async start(command: string, flags: IdentityFlags, options: RunningClientOptions): Promise<RunningClient> {
    const { identityPath, peersPath, runtime } = readSettings(process.env, flags.identity);
    const client = await StreamlinedSecureClient.create({
      ...options,
      identity: identityPath,
      passphrase: () => existingPassphrase(passphraseSource(flags, process.env), identityPath),
      trust: peersPath,
      // Whoever only connects learns of a failure from the error.
      logger: options.listen === undefined ? silentLogger : warningLogger,
    });
    return new RunningClient(client, await startControl(runtimeDirectoryPath(runtime), command, client));
  }

  /**
   * Opens a channel to the peer that PEER and ADDRESS name; gives up when `signal` aborts.
   *
   * Throws `CANCELLED`, and what `reachablePeer` and `establishSecureChannel` throw.
   */
  connect(peer: string, addressArgument: string | undefined, signal: AbortSignal): Promise<Channel> {
    const { peerId, address } = reachablePeer(this.client.trustStore, peer, addressArgument);
    const connecting = this.client.establishSecureChannel(peerId, { address, signal });
    return Promise.race([connecting, cancellation(signal, `Connecting to ${peer}`)]);
  }

  /** The peer's name in the list of peers, or its PeerId; printable. */
  nameOf(channel: Channel): string {
    return printableText(this.client.trustStore.find(channel.peerId)?.name ?? channel.peerId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.shutdown();
    await this.#control?.stop();
  }
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
  client: StreamlinedSecureClient,
): Promise<ControlServer | undefined> {
  try {
    return await ControlServer.start(directory, command, {
      status: () => client.getSystemStatus(),
      health: () => client.healthCheck(),
    });
  } catch (error) {
    printNote(`note: "qforge status" will not see this process. ${printableText(asQForgeError(error).message)}`);
    return undefined;
  }
}

/** Shows what a user should know of: refused peers, above all. */
const warningLogger: Logger = {
  log: (level, category, message, fields) => {
    if (level === 'warn' || level === 'error') printNote(`${category}: ${message}${fieldsText(fields)}`);
  },
};

function fieldsText(fields: LogFields = {}): string {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  if (known.length === 0) return '';
  return ` (${known.map(([name, value]) => printableText(`${name} ${String(value)}`)).join(', ')})`;
}
