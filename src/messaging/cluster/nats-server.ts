import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { get } from 'node:http';
import { promisify } from 'node:util';
import { type Clock, QForgeError } from '../../base/index.ts';
import { parseServerVersion, type ServerVersion } from './server-version.ts';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 5000;
const ASK_AGAIN_MS = 50;
const MAX_KEPT_OUTPUT = 4000;

/** The nats-server that is installed. Throws `NATS_SERVER_MISSING` and `NATS_SERVER_UNFIT`. */
export async function installedServer(program = 'nats-server'): Promise<ServerVersion> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, ['--version']);
    return parseServerVersion(`${stdout}${stderr}`);
  } catch (error) {
    if (error instanceof QForgeError) throw error;
    throw new QForgeError('NATS_SERVER_MISSING', { program }, { cause: error });
  }
}

/** Where a server is and what it runs by. */
export interface NatsServerFiles {
  readonly program: string;
  readonly config: string;
  readonly host: string;
  readonly monitorPort: number;
}

/** One nats-server in a process of its own. */
export class NatsServer {
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #clock: Clock;
  #said = '';

  private constructor(child: ChildProcess, clock: Clock) {
    this.#child = child;
    this.#clock = clock;
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#said = `${this.#said}${chunk.toString()}`.slice(-MAX_KEPT_OUTPUT);
    });
    this.ended = new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
  }

  /** Starts a server; `ready` waits until it serves. */
  static start({ program, config }: NatsServerFiles, clock: Clock): NatsServer {
    // A process group of its own: Ctrl-C and a closed terminal are for this process to act on.
    const child = spawn(program, ['--config', config], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    return new NatsServer(child, clock);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The last that it said. */
  get lastWords(): string {
    return this.#said.trim().split('\n').at(-1) ?? '';
  }

  /**
   * Waits until the server and its JetStream are fit. Not asked is whether each stream has caught up: that goes on while it serves.
   * Throws `NATS_SERVER_STOPPED`.
   */
  async ready({ host, monitorPort }: NatsServerFiles): Promise<void> {
    const endMs = this.#clock.monotonicMs() + START_LIMIT_MS;
    const over = this.ended.then(() => 'ended' as const);
    for (;;) {
      const answer = await Promise.race([isHealthy(`http://${host}:${monitorPort}/healthz?js-server-only=true`), over]);
      if (answer === true) return;
      if (answer === 'ended' || this.#clock.monotonicMs() > endMs) {
        throw new QForgeError('NATS_SERVER_STOPPED', { reason: this.lastWords || 'it said nothing' });
      }
      await new Promise<void>((resolve) => this.#clock.schedule(ASK_AGAIN_MS, resolve));
    }
  }

  /** Sends a signal: SIGKILL and SIGSTOP for tests of what a cluster bears. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Ends the process: in order if it can, by force if it does not. */
  async stop(): Promise<void> {
    const force = this.#clock.schedule(STOP_LIMIT_MS, () => this.signal('SIGKILL'));
    this.signal('SIGTERM');
    await this.ended;
    force.cancel();
  }
}

/** What a server answers to a question of its monitor, as JSON; undefined when it does not. */
export function askMonitor(url: string): Promise<unknown> {
  return new Promise((resolve) => {
    const request = get(url, { timeout: 2000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(response.statusCode === 200 ? parsed(Buffer.concat(chunks)) : undefined));
      response.on('error', () => resolve(undefined));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

async function isHealthy(url: string): Promise<boolean> {
  const answer = await askMonitor(url);
  return typeof answer === 'object' && answer !== null && 'status' in answer && answer.status === 'ok';
}
