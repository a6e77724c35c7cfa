import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type ErrorCode, errorCatalogue, isQForgeError } from '../../src/base/index.ts';
import { createIdentityFile, TrustStore } from '../../src/client/index.ts';
import { testedProgram } from '../../tools/tested-program.ts';
import { soon } from '../until.ts';

/** Any free port of this machine. */
export const ANY_PORT = 'tcp://127.0.0.1:0';

/** How a command line ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command line is started. */
export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** All of standard input. */
  readonly input?: string | Uint8Array;
  readonly stdin?: 'pipe' | 'ignore';
  /** Open descriptors that the process finds as 3 and up. */
  readonly descriptors?: readonly number[];
  /** In a session of its own, without a terminal that it could ask. */
  readonly isDetached?: boolean;
}

/** A user of the command line: folders of their own, and nothing of the environment that runs the tests. */
export class User {
  readonly home: string;
  readonly #running = new Set<ChildProcess>();

  constructor(t: TestContext) {
    this.home = mkdtempSync(join(tmpdir(), 'qforge-cli-'));
    mkdirSync(join(this.home, 'run'), { mode: 0o700 });
    t.after(() => {
      // Of a test that failed something may still run, and would hold its process.
      for (const child of this.#running) child.kill('SIGKILL');
      rmSync(this.home, { recursive: true, force: true });
    });
  }

  get identityPath(): string {
    return join(this.home, 'config', 'qforge', 'identity.key');
  }

  get peersPath(): string {
    return join(this.home, 'config', 'qforge', 'peers.json');
  }

  /** Runs a command line to its end. */
  run(words: readonly string[], options: StartOptions = {}): Promise<Ended> {
    const command = this.start(words, { stdin: 'ignore', ...options });
    return soon(`qforge ${words.join(' ')} ends`, command.ended, { found: () => told(command) });
  }

  /** Starts a command line. */
  start(words: readonly string[], options: StartOptions = {}): RunningCommand {
    const { env = {}, cwd = this.home, input, stdin = 'pipe', descriptors = [], isDetached = false } = options;
    const child = spawn(process.execPath, [testedProgram, ...words], {
      cwd,
      env: { ...this.environment(), ...env },
      stdio: [input === undefined ? stdin : 'pipe', 'pipe', 'pipe', ...descriptors],
      detached: isDetached,
    });
    if (input !== undefined) child.stdin?.end(input);
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    return new RunningCommand(child);
  }

  /** The environment of every command line of this user. */
  environment(): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: this.home,
      XDG_CONFIG_HOME: join(this.home, 'config'),
      XDG_RUNTIME_DIR: join(this.home, 'run'),
      // All command lines of the tests load the same sources.
      NODE_COMPILE_CACHE: join(import.meta.dirname, '../../node_modules/.cache/compile'),
    };
  }
}

/** A command line that has started. */
export class RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  #stdout = '';
  #stderr = '';
  readonly #watchers = new Set<() => void>();

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdin?.on('error', () => undefined);
    child.stdout?.on('data', (chunk: Buffer) => this.#note(() => (this.#stdout += chunk.toString())));
    child.stderr?.on('data', (chunk: Buffer) => this.#note(() => (this.#stderr += chunk.toString())));
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr }));
    });
    void this.ended.then(() => this.#note(() => undefined));
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** The first match of a pattern in what was printed, as soon as it is there; fails when the process ends without, or takes too long. */
  printed(pattern: RegExp, stream: 'stdout' | 'stderr' = 'stdout'): Promise<RegExpExecArray> {
    return soon(`${String(pattern)} is printed`, this.#printed(pattern, stream), { found: () => told(this) });
  }

  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return soon(`it ends after ${signal}`, this.ended, { found: () => told(this) });
  }

  async #printed(pattern: RegExp, stream: 'stdout' | 'stderr'): Promise<RegExpExecArray> {
    let over = false;
    void this.ended.then(() => (over = true));
    for (;;) {
      const found = pattern.exec(stream === 'stdout' ? this.#stdout : this.#stderr);
      if (found !== null) return found;
      assert.ok(!over, `${String(pattern)} was never printed:\n${this.#stdout}\n${this.#stderr}`);
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  #note(change: () => unknown): void {
    change();
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const watcher of watchers) watcher();
  }
}

/** What a command line has printed so far, and whether it runs: for failures. */
export function told({ child, stdout, stderr }: RunningCommand): string {
  const { pid, exitCode, signalCode, spawnargs } = child;
  const state = exitCode ?? signalCode ?? 'it runs';
  return `${spawnargs.slice(1).join(' ')}\n(process ${pid ?? 'none'}: ${state})\nstdout: ${stdout}\nstderr: ${stderr}`;
}

/** A user with an open identity; returns its PeerId. */
export async function withIdentity(user: User): Promise<string> {
  const { peerId } = await createIdentityFile(user.identityPath, { passphrase: undefined });
  return peerId;
}

/** Two users who know and trust each other as alice and bob. */
export async function trustingPair(
  t: TestContext,
): Promise<{ alice: User; bob: User; aliceId: string; bobId: string }> {
  const alice = new User(t);
  const bob = new User(t);
  const [aliceId, bobId] = await Promise.all([withIdentity(alice), withIdentity(bob)]);
  await (await TrustStore.open(alice.peersPath)).add({ name: 'bob', peerId: bobId, trusted: true });
  await (await TrustStore.open(bob.peersPath)).add({ name: 'alice', peerId: aliceId, trusted: true });
  return { alice, bob, aliceId, bobId };
}

/** Starts a command that listens, and waits for its address; it is killed with the test, if it still runs. */
export async function startListening(
  t: TestContext,
  user: User,
  words: readonly string[],
  options: StartOptions = {},
): Promise<{ command: RunningCommand; address: string }> {
  const command = user.start([...words, '--address', ANY_PORT], { stdin: 'ignore', ...options });
  t.after(() => command.child.kill('SIGKILL'));
  const pattern = /(?:listening on |"addresses":\[")(?<address>tcp:\/\/127\.0\.0\.1:\d+)/u;
  const found = await command.printed(pattern, words.includes('--json') ? 'stdout' : 'stderr');
  return { command, address: found.groups?.['address'] ?? '' };
}

/** Checks that a command failed as the catalogue says: exit code, code and hint on standard error, nothing like a trace. */
export function assertFailure(ended: Ended, code: ErrorCode): void {
  const { exitCode, hint } = errorCatalogue[code];
  assert.match(ended.stderr, new RegExp(`(?:^|\\n)error ${code}: .+\\.\\nhint: `, 'u'), ended.stderr);
  assert.ok(ended.stderr.includes(hint), ended.stderr);
  assert.doesNotMatch(ended.stderr, /\n\s+at /u);
  assert.equal(ended.code, exitCode, ended.stderr);
}

/** The only JSON document on standard output; its schema version has been checked. */
export function onlyDocument(ended: Ended): Record<string, unknown> {
  const document = JSON.parse(ended.stdout) as Record<string, unknown>;
  assert.equal(document['schemaVersion'], 1);
  return document;
}

/** JSON documents, one per line; their schema versions have been checked. */
export function documentsOf(text: string): readonly Record<string, unknown>[] {
  const documents = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const document of documents) assert.equal(document['schemaVersion'], 1);
  return documents;
}

/** Whether an error has this code. */
export function hasCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => isQForgeError(error, code);
}
