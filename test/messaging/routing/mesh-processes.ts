import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { createIdentityFile, TrustStore } from '../../../src/client/index.ts';
import { folderOf } from '../peer-rig.ts';

const PROGRAM = join(import.meta.dirname, 'route-process.ts');

/** A line that a device has printed. */
export type Line = Readonly<Record<string, unknown>>;

/** A device of the mesh, running as a process. */
export class MeshProcess {
  readonly name: string;
  readonly child: ChildProcess;
  readonly lines: Line[] = [];
  #wake = Promise.withResolvers<void>();

  constructor(name: string, child: ChildProcess) {
    this.name = name;
    this.child = child;
    if (child.stdout === null) throw new RangeError('the output is piped');
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.lines.push(JSON.parse(line) as Line);
      this.#wake.resolve();
      this.#wake = Promise.withResolvers<void>();
    });
  }

  say(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  /** The first line that is found, when it has come. */
  async line(find: (line: Line) => boolean): Promise<Line> {
    for (;;) {
      const found = this.lines.find(find);
      if (found !== undefined) return found;
      await this.#wake.promise;
    }
  }

  /** What the device answers to a send. */
  async send(peer: string, text: string): Promise<unknown> {
    this.say(`send ${peer} ${text}`);
    return (await this.line((line) => line['sent'] === text))['outcome'];
  }

  /** What the device says of its routes when it is asked now. */
  async routes(): Promise<Line> {
    const answers = (): readonly Line[] => this.lines.filter((line) => 'routes' in line);
    const before = answers().length;
    this.say('routes');
    while (answers().length === before) await this.#wake.promise;
    return answers().at(-1) ?? {};
  }

  /** Dies at once, as by kill -9. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    if (this.child.signalCode === null && this.child.exitCode === null) await once(this.child, 'exit');
  }
}

/** Devices that know and trust each other, as processes over TCP; started one by one, each with links to earlier ones. */
export class MeshProcesses {
  readonly #t: TestContext;
  readonly #folder: string;
  readonly #peerIds = new Map<string, string>();
  readonly #addresses = new Map<string, string>();

  private constructor(t: TestContext) {
    this.#t = t;
    this.#folder = folderOf(t);
  }

  static async make(t: TestContext, names: readonly string[]): Promise<MeshProcesses> {
    const mesh = new MeshProcesses(t);
    for (const name of names) {
      const { peerId } = await createIdentityFile(join(mesh.#folder, name, 'key'), { passphrase: undefined });
      mesh.#peerIds.set(name, peerId);
    }
    return mesh;
  }

  peerIdOf(name: string): string {
    return this.#peerIds.get(name) ?? '';
  }

  async start(name: string, neighbours: readonly string[] = []): Promise<MeshProcess> {
    const folder = join(this.#folder, name);
    const trust = await TrustStore.open(join(folder, 'peers.json'));
    for (const [other, peerId] of this.#peerIds) {
      const address = neighbours.includes(other) ? this.#addresses.get(other) : undefined;
      if (other !== name) await trust.add({ name: other, peerId, trusted: true, ...(address && { address }) });
    }
    const args = [PROGRAM, join(folder, 'key'), join(folder, 'peers.json'), join(folder, 'state.db'), ...neighbours];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#t.after(() => child.kill('SIGKILL'));
    child.stdin.on('error', () => undefined);
    const device = new MeshProcess(name, child);
    const { listening } = await device.line((line) => 'listening' in line);
    this.#addresses.set(name, String(listening));
    return device;
  }
}
