import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defined } from '../../base/index.ts';
import type { DemoMember } from './demo-cast.ts';
import { DemoProcess } from './demo-process.ts';

const LOOPBACK_ANY_PORT = 'tcp://127.0.0.1:0';
const OWNER_ONLY = 0o700;

/** A participant that has started. */
export interface StartedMember extends DemoMember {
  readonly process: DemoProcess;
  readonly peerId: string;
  readonly addresses: readonly string[];
}

/** The processes of the demonstration and the folder they work in. Nothing of either stays behind. */
export class DemoStage implements AsyncDisposable {
  readonly #directory: string;
  readonly #processes: DemoProcess[] = [];
  readonly #members: StartedMember[] = [];

  private constructor(directory: string) {
    this.#directory = directory;
    process.on('exit', this.#removeAtOnce);
  }

  /** Starts everybody with a fresh identity each, and makes them trusted peers of one another. */
  static async open(cast: readonly DemoMember[]): Promise<DemoStage> {
    const stage = new DemoStage(await mkdtemp(join(tmpdir(), 'qforge-demo-')));
    try {
      for (const member of cast) stage.#members.push(await stage.#start(member));
      await stage.#introduceAll();
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  get members(): readonly StartedMember[] {
    return this.#members;
  }

  /** The first member of a role. */
  first(role: DemoMember['role']): StartedMember {
    return defined(
      this.#members.find((member) => member.role === role),
      `a ${role} in the cast`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.stop()));
    await rm(this.#directory, { recursive: true, force: true });
    process.off('exit', this.#removeAtOnce);
  }

  async #start(member: DemoMember): Promise<StartedMember> {
    const home = join(this.#directory, member.name);
    await mkdir(home, { mode: OWNER_ONLY });
    const process = new DemoProcess(member.name);
    this.#processes.push(process);
    const listen = member.role === 'listener' ? [LOOPBACK_ANY_PORT] : [];
    return { ...member, process, ...(await process.ask('start', { name: member.name, home, listen })) };
  }

  async #introduceAll(): Promise<void> {
    for (const member of this.#members) {
      for (const { name, peerId, addresses } of this.#members) {
        if (name === member.name) continue;
        const [address] = addresses;
        await member.process.ask('meet', { name, peerId, ...(address === undefined ? {} : { address }) });
      }
    }
  }

  /** For the case that this process must end at once. */
  readonly #removeAtOnce = (): void => {
    for (const process of this.#processes) process.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  };
}
