import { type ChildOptions, type Json, RoleProcess } from './child-process.ts';
import { type ContestantName, contestants } from './contestants.ts';
import type { SendPattern } from './link-client-role.ts';
import type { ServerMode } from './link-server-role.ts';
import type { Figures } from './paired-runs.ts';

/** Two processes that are joined by one contestant. */
export interface LinkPairOptions {
  /** Connections at once. */
  readonly slots?: number;
  readonly server?: ChildOptions;
  readonly client?: ChildOptions;
}

/** A server process and a client process of one contestant, ready to be measured. */
export class LinkPair implements AsyncDisposable {
  readonly label: string;
  readonly #server: RoleProcess;
  readonly #client: RoleProcess;

  private constructor(label: string, server: RoleProcess, client: RoleProcess) {
    this.label = label;
    this.#server = server;
    this.#client = client;
  }

  /** Starts both processes; the client knows the server's address and has no connection yet. */
  static async start(contestant: ContestantName, options: LinkPairOptions = {}): Promise<LinkPair> {
    const { label, ...maker } = await contestants[contestant]();
    const server = new RoleProcess('link-server', options.server);
    const client = new RoleProcess('link-client', options.client);
    const pair = new LinkPair(label, server, client);
    try {
      const credentials = maker.makeCredentials(options.slots ?? 1);
      const address = await server.call('listen', { contestant, credentials });
      await client.call('dial', { contestant, credentials, address });
      return pair;
    } catch (error) {
      await pair[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** As `start`, with one connection open. */
  static async connected(contestant: ContestantName, options: LinkPairOptions = {}): Promise<LinkPair> {
    const pair = await LinkPair.start(contestant, options);
    await pair.#client.call('open');
    return pair;
  }

  /**
   * Makes and ends `count` connections, `atOnce` at a time: `perSecond`, `p50Ms`, `p99Ms`, and `processorMs`, what one of
   * them takes of the processors on both sides.
   */
  async handshakes(count: number, atOnce: number): Promise<Figures> {
    const before = Number(await this.#server.call('processorMs'));
    const { processorMs: client = Number.NaN, ...figures } = await this.#client.figures('handshakes', {
      count,
      atOnce,
    });
    const server = Number(await this.#server.call('processorMs')) - before;
    return { ...figures, processorMs: (client + server) / count };
  }

  /** What both sides have used of the processors so far. */
  async processorMs(): Promise<number> {
    const [server, client] = await Promise.all([this.#server.call('processorMs'), this.#client.call('processorMs')]);
    return Number(server) + Number(client);
  }

  /** As `handshakes`, and what the processor time went to: for each cause its part of `processorMs`, on both sides together. */
  async profiledHandshakes(
    count: number,
    atOnce: number,
  ): Promise<{ readonly processorMs: number; readonly causes: Figures }> {
    const ends = [this.#client, this.#server];
    const before = Number(await this.#server.call('processorMs'));
    await Promise.all(ends.map((end) => end.call('startProfile')));
    const { processorMs: clientMs = Number.NaN } = await this.#client.figures('handshakes', { count, atOnce });
    const [ofClient = {}, ofServer = {}] = await Promise.all(ends.map((end) => end.figures('stopProfile')));
    const serverMs = Number(await this.#server.call('processorMs')) - before;
    const names = new Set([...Object.keys(ofClient), ...Object.keys(ofServer)]);
    const msOf = (name: string): number =>
      ((ofClient[name] ?? 0) * clientMs + (ofServer[name] ?? 0) * serverMs) / count;
    const causes = Object.fromEntries([...names].map((name) => [name, msOf(name)]));
    return { processorMs: (clientMs + serverMs) / count, causes };
  }

  /** Sends messages until the server has counted them all: `messagesPerSecond`, `bytesPerSecond`. */
  async transfer(
    messageBytes: number,
    count: number,
    pattern: SendPattern,
    unit: 'messages' | 'bytes',
  ): Promise<Figures> {
    const mode: ServerMode = unit === 'bytes' ? 'count bytes' : 'count messages';
    await this.#server.call('expect', { mode, amount: unit === 'bytes' ? count * messageBytes : count });
    return this.#client.figures('transfer', { messageBytes, count, pattern });
  }

  /** Sends a message back and forth: `p50Us`, `p99Us`. */
  async pingPong(messageBytes: number, count: number): Promise<Figures> {
    await this.#server.call('expect', { mode: 'echo', amount: 0 });
    return this.#client.figures('pingPong', { messageBytes, count });
  }

  /** What the server says about the set-up. */
  async facts(): Promise<Readonly<Record<string, string | number>>> {
    const facts: Json = await this.#server.call('facts');
    return facts as Readonly<Record<string, string | number>>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#server.stop(), this.#client.stop()]);
  }
}
