import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { freePort } from '../free-ports.ts';

const run = promisify(execFile);

const USER = 'qforge';
/** A message of megabytes may come back on standard output. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** A PostgreSQL server of its own: a free loopback port, a Unix socket, a temporary folder, nothing kept. */
export class PostgresServer {
  readonly port: number;
  /** The path of its Unix socket. */
  readonly socket: string;

  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(port: number, folder: string, child: ChildProcess) {
    this.port = port;
    this.socket = join(folder, `.s.PGSQL.${port}`);
    this.#folder = folder;
    this.#child = child;
  }

  /** Why there can be none here; undefined where there can, or where it has been said that there must be. */
  static whyNot(): string | undefined {
    if (process.env['QFORGE_NEEDS_POSTGRES'] === '1') return undefined;
    const found = binaryFolder() !== undefined && spawnSync('psql', ['--version']).status === 0;
    return found ? undefined : 'there is no PostgreSQL server here (Debian: apt-get install postgresql)';
  }

  static async start(): Promise<PostgresServer> {
    const binaries = binaryFolder() ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'qforge-postgres-'));
    const owner = ownerOption();
    if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
    const options = { ...owner, env: { ...process.env, LC_ALL: 'C' } };
    const data = join(folder, 'data');
    const initWords = ['-D', data, '-U', USER, '-A', 'trust', '--no-sync', '-E', 'UTF8'];
    execFileSync(join(binaries, 'initdb'), initWords, { ...options, stdio: 'pipe' });
    const port = await freePort();
    const words = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'];
    const child = spawn(join(binaries, 'postgres'), words, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    const server = new PostgresServer(port, folder, child);
    try {
      await untilReady(child);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Stops at once: nobody needs the data. */
  async stop(): Promise<void> {
    await ended(this.#child);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGQUIT');
  await gone;
}

async function untilReady(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.once('error', reject).once('exit', () => reject(new Error(`postgres ended: ${said}`)));
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('ready to accept connections')) resolve();
    });
  });
}

/** Where the server's programs are: Debian keeps them out of the path. */
function binaryFolder(): string | undefined {
  const fromPath = (process.env['PATH'] ?? '').split(':');
  const folders = [...globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed(), ...fromPath];
  return folders.find((folder) => ['postgres', 'initdb'].every((name) => existsSync(join(folder, name))));
}

/** PostgreSQL refuses to run as root: then it runs as the user of its package. */
function ownerOption(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres']).toString());
  return { uid: id('-u'), gid: id('-g') };
}

function target(port: number): readonly string[] {
  return ['-h', '127.0.0.1', '-p', String(port), '-U', USER];
}

/** Runs PostgreSQL's own client with these statements against a port; resolves with what it prints, one row a line. */
export async function psql(port: number, ...statements: readonly string[]): Promise<string> {
  const commands = statements.flatMap((statement) => ['-c', statement]);
  const words = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', ...target(port), '-d', 'postgres', ...commands];
  const { stdout } = await run('psql', words, { maxBuffer: MAX_OUTPUT_BYTES });
  return stdout.trimEnd();
}

/** The client as a process that takes statements on its standard input. */
export function startPsql(t: TestContext, port: number, ...statements: readonly string[]): ChildProcess {
  const commands = statements.flatMap((statement) => ['-c', statement]);
  const words = ['-X', '-q', '-A', '-t', ...target(port), '-d', 'postgres', ...commands];
  const child = spawn('psql', words, { stdio: 'pipe' });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

/** PostgreSQL's own load generator against a port; resolves with its report. */
export async function pgbench(port: number, ...words: readonly string[]): Promise<string> {
  const { stdout } = await run('pgbench', [...target(port), ...words, 'postgres']);
  return stdout;
}
