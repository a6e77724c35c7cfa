import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defined, QForgeError, systemClock } from '../../base/index.ts';
import type { KeyStatus } from '../../qkd/index.ts';
import { KmePair } from '../kme/kme-pair.ts';
import { readKmeStatus } from '../kme/kme-service.ts';
import type { DemoMember } from './demo-cast.ts';
import { DemoProcess } from './demo-process.ts';

const LOOPBACK_ANY_PORT = 'tcp://127.0.0.1:0';
const OWNER_ONLY = 0o700;

const FIBRE_KM = 10;
/** So many keys are there before anybody is asked to use one. */
const FIRST_KEYS = 32;
const KEYS_LIMIT_MS = 15_000;
const ASK_AGAIN_MS = 50;

/** A participant that has started. */
export interface StartedMember extends DemoMember {
  readonly process: DemoProcess;
  readonly peerId: string;
  readonly addresses: readonly string[];
  /** A link to its dashboard that signs in; undefined where it serves none. */
  readonly dashboard: string | undefined;
}

/** What is wanted of a stage. */
export interface StageOptions {
  /** Whether the caller serves a dashboard. */
  readonly showsDashboard: boolean;
  /** Is told what is being started. */
  readonly note: (line: string) => void;
}

/** The processes of the demonstration and the folder they work in. Nothing of either stays behind. */
export class DemoStage implements AsyncDisposable {
  readonly #directory: string;
  readonly #processes: DemoProcess[] = [];
  readonly #members: StartedMember[] = [];
  #keyManagers: KmePair | undefined;

  private constructor(directory: string) {
    this.#directory = directory;
    process.on('exit', this.#removeAtOnce);
  }

  /** Starts a pair of key managers, then everybody with a fresh identity each, and makes them trusted peers of one another. */
  static async open(cast: readonly DemoMember[], options: StageOptions): Promise<DemoStage> {
    const stage = new DemoStage(await mkdtemp(join(tmpdir(), 'qforge-demo-')));
    try {
      options.note(`starting two key managers with ${FIBRE_KM} km of simulated fibre`);
      await stage.#startKeyManagers();
      options.note(`starting ${cast.map(({ name }) => name).join(' and ')}, with an identity each`);
      stage.#members.push(...(await Promise.all(cast.map((member) => stage.#start(member, options)))));
      await stage.#introduceAll();
      await stage.#untilKeys();
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

  /** Rejects with `DEMO_FAILED` when a participant ends before its time: the others would wait for it to come back. */
  async untilLost(): Promise<never> {
    const lost = await Promise.race(this.#processes.map(async ({ name, exited }) => exited.then(() => name)));
    throw new QForgeError('DEMO_FAILED', { what: `the process of ${lost} ended` });
  }

  /** What the caller's key manager says of the keys for the listener. */
  keyStatus(): Promise<KeyStatus> {
    const [caller, listener] = [this.first('caller').name, this.first('listener').name];
    return readKmeStatus(defined(this.#accessOf(caller), 'the way of the caller to its key manager'), listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.stop()));
    await this.#keyManagers?.[Symbol.asyncDispose]();
    await rm(this.#directory, { recursive: true, force: true });
    process.off('exit', this.#removeAtOnce);
  }

  async #start(member: DemoMember, { showsDashboard }: StageOptions): Promise<StartedMember> {
    const home = join(this.#directory, member.name);
    await mkdir(home, { mode: OWNER_ONLY });
    const process = new DemoProcess(member.name);
    this.#processes.push(process);
    const listen = member.role === 'listener' ? [LOOPBACK_ANY_PORT] : [];
    const kme = this.#accessOf(member.name);
    const servesDashboard = showsDashboard && member.role === 'caller';
    return {
      ...member,
      process,
      ...(await process.ask('start', { name: member.name, home, listen, kme, servesDashboard })),
    };
  }

  async #startKeyManagers(): Promise<void> {
    const folder = join(this.#directory, 'qkd');
    this.#keyManagers = await KmePair.start({ folder, distance: FIBRE_KM, intercept: 0, discard: this.#directory });
  }

  async #untilKeys(): Promise<void> {
    const untilMs = systemClock.monotonicMs() + KEYS_LIMIT_MS;
    while ((await this.keyStatus()).storedKeyCount < FIRST_KEYS) {
      if (systemClock.monotonicMs() > untilMs)
        throw new QForgeError('DEMO_FAILED', { what: 'the key managers have no keys' });
      await new Promise<void>((resolve) => systemClock.schedule(ASK_AGAIN_MS, resolve, { holdsProcess: true }));
    }
  }

  #accessOf(sae: string): string | undefined {
    return this.#keyManagers?.files.saes.find(({ id }) => id === sae)?.access;
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
    this.#keyManagers?.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  };
}
