import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { freePort } from '../free-ports.ts';

const run = promisify(execFile);

/** A Redis server of its own: a free loopback port, a temporary folder, nothing kept. */
export class RedisServer {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(port: number, child: ChildProcess) {
    this.port = port;
    this.#child = child;
  }

  /** Why there can be none here; undefined where there can, or where it has been said that there must be. */
  static whyNot(): string | undefined {
    if (process.env['QFORGE_NEEDS_REDIS'] === '1') return undefined;
    const { status } = spawnSync('redis-server', ['--version']);
    return status === 0 ? undefined : 'there is no redis-server here (Debian: apt-get install redis-server)';
  }

  static async start(t: TestContext): Promise<RedisServer> {
    const folder = mkdtempSync(join(tmpdir(), 'qforge-redis-'));
    const port = await freePort();
    const words = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
    const child = spawn('redis-server', words, { stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.once('error', reject).once('exit', () => reject(new Error(`redis-server ended: ${said}`)));
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('Ready to accept connections')) resolve();
      });
    });
    return new RedisServer(port, child);
  }

  /** The server is gone at once. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }
}

/** Runs Redis' own client against a port; resolves with what it prints. */
export async function redisCli(port: number, ...words: readonly string[]): Promise<string> {
  const { stdout } = await run('redis-cli', ['-h', '127.0.0.1', '-p', String(port), ...words]);
  return stdout.trimEnd();
}

/** Redis' own load generator against a port; resolves with its table of results. */
export async function redisBenchmark(port: number, ...words: readonly string[]): Promise<string> {
  const { stdout } = await run('redis-benchmark', ['-h', '127.0.0.1', '-p', String(port), '--csv', ...words]);
  return stdout;
}
