import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  askValidator,
  foundNetwork,
  initValidator,
  type NamedStatus,
  writeNetworkFile,
} from '../../src/validator/index.ts';
import { type RunningCommand, User } from '../cli/command-line.ts';
import { temporaryFolder } from '../crypto/temporary-folder.ts';
import { until } from './node/node-network.ts';

/** A TCP relay before a validator, which can be cut and mended. */
class Gate {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isOpen = true;
  targetPort = 0;

  private constructor() {
    this.#server = createServer((caller) => this.#pass(caller));
  }

  static async open(t: TestContext): Promise<Gate> {
    const gate = new Gate();
    await new Promise<void>((resolve) => gate.#server.listen(0, '127.0.0.1', resolve));
    t.after(() => {
      gate.cut();
      gate.#server.close();
    });
    return gate;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  cut(): void {
    this.#isOpen = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isOpen = true;
  }

  #pass(caller: Socket): void {
    if (!this.#isOpen) return void caller.destroy();
    const listener = connect(this.targetPort, '127.0.0.1');
    for (const [from, to] of [
      [caller, listener],
      [listener, caller],
    ] as const) {
      this.#sockets.add(from);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
      from.pipe(to);
    }
    return undefined;
  }
}

/** Kills a process, and waits until it is gone. */
async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Validators as real processes, each behind a gate of its own. */
export class ValidatorProcesses {
  readonly root: string;
  readonly names: string[];
  readonly gates: Gate[];
  readonly #test: TestContext;
  readonly #user: User;
  readonly #running = new Map<number, RunningCommand>();
  readonly #started: RunningCommand[];

  private constructor(t: TestContext, root: string, names: string[], gates: Gate[], started: RunningCommand[]) {
    this.#test = t;
    this.#started = started;
    this.root = root;
    this.names = names;
    this.gates = gates;
    this.#user = new User(t);
  }

  /** Makes the keys of so many validators and their network. */
  static async found(t: TestContext, count: number): Promise<ValidatorProcesses> {
    const started: RunningCommand[] = [];
    // Before the folder's removal, which fails while they write into it.
    t.after(() => Promise.all(started.map(({ child }) => killed(child))));
    const root = temporaryFolder(t);
    const names = Array.from({ length: count }, (_, index) => `v${index}`);
    const gates = await Promise.all(names.map(() => Gate.open(t)));
    const cards = await Promise.all(
      names.map((name, index) =>
        initValidator(join(root, name), {
          name,
          address: `tcp://127.0.0.1:${gates[index]?.port}`,
          passphrase: undefined,
        }),
      ),
    );
    const path = join(root, 'network.json');
    await writeNetworkFile(path, foundNetwork('test', cards));
    for (const name of names) copyFileSync(path, join(root, name, 'network.json'));
    return new ValidatorProcesses(t, root, names, gates, started);
  }

  /** Makes the keys of one more, which has the founding network file and nothing else; gives its index. */
  async addFolder(name: string): Promise<number> {
    const gate = await Gate.open(this.#test);
    this.gates.push(gate);
    this.names.push(name);
    const index = this.names.length - 1;
    const address = `tcp://127.0.0.1:${gate.port}`;
    // The card may bear the name of a member whose keys it is to replace.
    await initValidator(this.folder(index), { name: name.replace(/-.*/u, ''), address, passphrase: undefined });
    copyFileSync(join(this.root, 'network.json'), join(this.folder(index), 'network.json'));
    return index;
  }

  /** A process as it was started last. */
  process(index: number): RunningCommand {
    const command = this.#running.get(index);
    assert.ok(command !== undefined, `validator ${index} runs`);
    return command;
  }

  /** Proposes by the command line who joins and who leaves. */
  async change(index: number, words: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    const ended = await this.#user.run(['validator', 'change', this.folder(index), ...words, '--wait', '60', '--json']);
    assert.equal(ended.code, 0, ended.stderr);
    return JSON.parse(ended.stdout) as Readonly<Record<string, unknown>>;
  }

  folder(index: number): string {
    return join(this.root, this.names[index] ?? '');
  }

  /** Starts `qforge validator run`; resolves when it listens. */
  async start(index: number, flags: readonly string[] = ['--approve']): Promise<RunningCommand> {
    const words = [
      'validator',
      'run',
      this.folder(index),
      '--fast',
      '--listen',
      'tcp://127.0.0.1:0',
      '--json',
      ...flags,
    ];
    return this.#listening(index, this.#user.start(words));
  }

  /** Keeps a process that prints where it listens. */
  async #listening(index: number, command: RunningCommand): Promise<RunningCommand> {
    this.#running.set(index, command);
    this.#started.push(command);
    await until(
      () => /"listen"[^\]]*\]/u.test(command.stdout) || command.child.exitCode !== null,
      'it listens',
      60_000,
    );
    const [, port] = /tcp:\/\/127\.0\.0\.1:(\d+)/u.exec(command.stdout) ?? [];
    assert.ok(port !== undefined, `it listens: ${command.stdout} ${command.stderr}`);
    const gate = this.gates[index];
    if (gate !== undefined) gate.targetPort = Number(port);
    return command;
  }

  /** Starts a test-only program in the place of a validator. */
  async startProgram(index: number, program: string, words: readonly string[]): Promise<RunningCommand> {
    const { spawn } = await import('node:child_process');
    const { RunningCommand: Running } = await import('../cli/command-line.ts');
    const child = spawn(process.execPath, [program, this.folder(index), ...words], { env: this.#user.environment() });
    return this.#listening(index, new Running(child));
  }

  /** Ends a process without a warning. */
  async kill(index: number): Promise<void> {
    const command = this.#running.get(index);
    this.#running.delete(index);
    command?.child.kill('SIGKILL');
    await command?.ended;
  }

  /** How a proposal through one validator ends; `pending` when the time is over. */
  async propose(
    index: number,
    title: string,
    waitMs: number,
  ): Promise<{ readonly proposal: string; readonly outcome: string }> {
    const request = { method: 'propose', title, content: '', heights: 1000, waitMs } as const;
    return askValidator(this.folder(index), request);
  }

  async status(index: number): Promise<NamedStatus> {
    return askValidator(this.folder(index), { method: 'status' });
  }

  /** Waits until a validator has decided so far. */
  async decided(index: number, height: number): Promise<void> {
    await until(async () => (await this.status(index)).height > height, `height ${height} at ${index}`, 60_000);
  }

  /** The hashes of the first leaves of a validator's log. */
  async leavesOf(index: number, count: number): Promise<string> {
    const tile = async (): Promise<string> => {
      const { size } = (await this.status(index)).log;
      return join(this.folder(index), 'log', 'tile', '0', '000.p', String(size));
    };
    await until(async () => (await this.status(index)).log.size >= count, `a log of ${count}`, 60_000);
    return readFileSync(await tile())
      .subarray(0, 32 * count)
      .toString('hex');
  }
}
