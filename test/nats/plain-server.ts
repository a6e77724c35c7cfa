import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const START_LIMIT_MS = 30_000;

/** A nats-server as it comes: no JetStream, no users, a free port of loopback. */
export class PlainServer {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, child: ChildProcess, folder: string) {
    this.url = url;
    this.#child = child;
    this.#folder = folder;
  }

  static async start(): Promise<PlainServer> {
    const folder = mkdtempSync(join(tmpdir(), 'qforge-nats-'));
    const words = ['--addr', '127.0.0.1', '--port', '-1', '--ports_file_dir', folder];
    const child = spawn('nats-server', words, { stdio: 'ignore' });
    for (let waitedMs = 0; waitedMs < START_LIMIT_MS && child.exitCode === null; waitedMs += 20) {
      const url = urlIn(folder);
      if (url !== undefined) return new PlainServer(url, child, folder);
      await delay(20);
    }
    child.kill('SIGKILL');
    throw new Error('nats-server does not start');
  }

  async stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    if (this.#child.exitCode === null && this.#child.kill('SIGTERM')) await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Where it listens, once it has written that down whole. */
function urlIn(folder: string): string | undefined {
  const name = readdirSync(folder).find((entry) => entry.endsWith('.ports'));
  if (name === undefined) return undefined;
  return /nats:\/\/[\d.]+:\d+/u.exec(readFileSync(join(folder, name), 'utf8'))?.[0];
}
