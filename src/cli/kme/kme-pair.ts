import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { QForgeError, systemClock } from '../../base/index.ts';
import { ReservedPorts } from '../../client/index.ts';
import { type LinkStatus, type NetworkFiles, type NetworkPlan, writeNetworkFiles } from '../../qkd/index.ts';
import { KmeProcess } from './kme-process.ts';
import { readKmeStatus } from './kme-service.ts';

/** Pulses in a second of the link's own time: a common rate of devices that are sold. */
export const PULSE_RATE_HZ = 1_000_000_000;
/** Full after a block or two, so that the simulation leaves the processor to others. */
const MAX_KEY_COUNT = 200;
const ASK_AGAIN_MS = 100;

/** What a pair is started with. */
export interface PairOptions {
  /** Where its files stay; undefined: nowhere. */
  readonly folder?: string;
  /** Length of the fibre in kilometres. */
  readonly distance: number;
  /** Fraction of the pulses that an eavesdropper measures. */
  readonly intercept: number;
  /** What goes if this process is killed; default: the folder, unless one was named. */
  readonly discard?: string;
}

/** Two key managers in processes of their own, with a simulated link between: kme-a serves alice, kme-b bob. */
export class KmePair implements AsyncDisposable {
  readonly files: NetworkFiles;
  /** Rejects with `KME_STOPPED` when one of them ends by itself. */
  readonly ended: Promise<never>;
  readonly #processes: readonly KmeProcess[];
  readonly #forget: () => void;
  #isStopping = false;

  private constructor(files: NetworkFiles, processes: readonly KmeProcess[], forget: () => void) {
    this.files = files;
    this.#processes = processes;
    this.#forget = forget;
    this.ended = this.#firstEnd();
    this.ended.catch(() => undefined);
  }

  /** Writes everything they need and starts both. Throws `FILE_EXISTS` for a folder that holds a pair, and `KME_STOPPED`. */
  static async start({ folder, distance, intercept, discard }: PairOptions): Promise<KmePair> {
    const place = folder === undefined ? await mkdtemp(join(tmpdir(), 'qforge-kme-')) : resolve(folder);
    const forget = folder === undefined ? (): void => rmSync(place, { recursive: true, force: true }) : nothing;
    const atKill = discard ?? (folder === undefined ? place : undefined);
    process.on('exit', forget);
    const processes: KmeProcess[] = [];
    try {
      using reserved = await ReservedPorts.take(2);
      const plan = planOf(reserved.ports, distance, intercept);
      const files = await writeNetworkFiles(place, plan, systemClock.wallMs());
      // The end that runs the link comes last, so that its first block finds the other.
      for (const { id, config } of files.kmes.toReversed()) processes.push(await KmeProcess.start(id, config, atKill));
      return new KmePair(files, processes, forget);
    } catch (error) {
      await Promise.all(processes.map((started) => started.stop()));
      process.off('exit', forget);
      forget();
      throw error;
    }
  }

  /** The figures of the link's first block. Waits for it, until the signal at most: then undefined. Throws as {@link readKmeStatus}. */
  async firstFigures(signal: AbortSignal): Promise<LinkStatus | undefined> {
    const [alice, bob] = this.files.saes;
    if (alice === undefined || bob === undefined) return undefined;
    while (!signal.aborted) {
      const { link } = await readKmeStatus(alice.access, bob.id);
      if (link !== undefined) return link;
      await new Promise<void>((resolve) => systemClock.schedule(ASK_AGAIN_MS, resolve, { holdsProcess: true }));
    }
    return undefined;
  }

  /** Stops both; their files go unless a folder was named for them. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#processes.map((started) => started.stop()));
    process.off('exit', this.#forget);
    this.#forget();
  }

  /** Ends both at once. */
  kill(): void {
    for (const started of this.#processes) started.kill();
  }

  async #firstEnd(): Promise<never> {
    await Promise.race(this.#processes.map(({ ended }) => ended));
    if (this.#isStopping) await new Promise(nothing);
    throw new QForgeError('KME_STOPPED', { kme: 'of the pair' });
  }
}

function planOf([first = 0, second = 0]: readonly number[], distanceKm: number, intercepted: number): NetworkPlan {
  return {
    kmes: [
      { id: 'kme-a', port: first, saes: ['alice'] },
      { id: 'kme-b', port: second, saes: ['bob'] },
    ],
    links: [['kme-a', 'kme-b']],
    link: { distanceKm, pulseRateHz: PULSE_RATE_HZ, interceptedFraction: intercepted },
    maxKeyCount: MAX_KEY_COUNT,
  };
}

function nothing(): void {
  /* the files stay */
}
