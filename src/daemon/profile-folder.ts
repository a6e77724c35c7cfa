import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, QForgeError } from '../base/index.ts';
import type { PerformanceManager } from '../client/index.ts';

/** Profiles that are kept; the oldest make room. */
export const MAX_PROFILES = 10;
/** The longest time for which the processor is sampled. */
export const MAX_PROFILE_MS = 60_000;

const [OWNER_ONLY, OWNER_ONLY_FOLDER] = [0o600, 0o700];
const NAME = /^(?<kind>cpu|heap)-\d+\.(?:cpuprofile|heapsnapshot)$/u;

/** What can be profiled. */
export type ProfileKind = 'cpu' | 'heap';

/** A profile that was taken. */
export interface TakenProfile {
  readonly name: string;
  readonly kind: ProfileKind;
  readonly bytes: number;
  readonly atMs: number;
  readonly path: string;
}

/** Takes profiles of the process into files, for Chromium's developer tools. */
export class ProfileFolder {
  readonly #folder: string;
  readonly #manager: PerformanceManager;
  readonly #clock: Clock;
  #running: { readonly kind: ProfileKind; readonly startedAtMs: number } | undefined;

  constructor(folder: string, manager: PerformanceManager, clock: Clock) {
    this.#folder = folder;
    this.#manager = manager;
    this.#clock = clock;
  }

  /** What is being taken now. */
  get running(): { readonly kind: ProfileKind; readonly startedAtMs: number } | undefined {
    return this.#running;
  }

  /** All profiles, the latest first. */
  async list(): Promise<readonly TakenProfile[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const found = names.map(async (name): Promise<readonly TakenProfile[]> => {
      const kind = NAME.exec(name)?.groups?.['kind'] as ProfileKind | undefined;
      if (kind === undefined) return [];
      const path = join(this.#folder, name);
      const { size: bytes, mtimeMs: atMs } = await stat(path);
      return [{ name, kind, bytes, atMs, path }];
    });
    return (await Promise.all(found)).flat().toSorted((one, other) => other.atMs - one.atMs);
  }

  /** Takes one; the processor is sampled for `forMs`. Rejects with `PROFILING_BUSY`, `FILE_UNWRITABLE`. */
  async take(kind: ProfileKind, forMs: number): Promise<TakenProfile> {
    if (this.#running !== undefined) throw new QForgeError('PROFILING_BUSY', { sinceMs: this.#running.startedAtMs });
    const startedAtMs = this.#clock.wallMs();
    this.#running = { kind, startedAtMs };
    try {
      const text = kind === 'heap' ? await this.#manager.takeHeapSnapshot() : await this.#sample(forMs);
      return await this.#keep(kind, startedAtMs, text);
    } finally {
      this.#running = undefined;
    }
  }

  async #sample(forMs: number): Promise<string> {
    await this.#manager.startProfiling();
    await new Promise<void>((resolve) => this.#clock.schedule(forMs, resolve));
    return this.#manager.stopProfiling();
  }

  async #keep(kind: ProfileKind, atMs: number, text: string): Promise<TakenProfile> {
    const name = `${kind}-${Math.floor(atMs)}.${kind === 'cpu' ? 'cpuprofile' : 'heapsnapshot'}`;
    const path = join(this.#folder, name);
    try {
      await mkdir(this.#folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
      await writeFile(path, text, { mode: OWNER_ONLY });
      for (const old of (await this.list()).slice(MAX_PROFILES)) await rm(old.path, { force: true });
    } catch (cause) {
      throw new QForgeError('FILE_UNWRITABLE', { path, reason: 'it cannot be made' }, { cause });
    }
    return { name, kind, bytes: Buffer.byteLength(text), atMs, path };
  }
}
