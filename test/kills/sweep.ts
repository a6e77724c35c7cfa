import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type Kind, keptOf, placeOf } from './kept-things.ts';

const PROGRAM = resolve(import.meta.dirname, 'victim-program.ts');
/** Everything that changes a file or makes a change last. */
const CALLS =
  'write,writev,pwrite64,pwritev,fsync,fdatasync,ftruncate,rename,renameat,renameat2,link,linkat,unlink,unlinkat';
const THINGS_IN_A_LIFE = 3;
/** Far more than any of them needs: a life that is still killed there never ends. */
const MAX_CALLS = 400;

/** What a sweep has shown. */
export interface SweepResult {
  readonly kind: Kind;
  /** Lives that were killed, each at another call of the system. */
  readonly kills: number;
  readonly acknowledged: number;
  readonly kept: number;
  readonly faults: readonly string[];
}

/** Why nothing can be killed at a call of the system here; undefined if it can. */
export function whyNoKills(): string | undefined {
  if (process.platform !== 'linux') return 'strace is for Linux';
  const { status, error } = spawnSync('strace', ['-f', '-o', '/dev/null', '-e', 'inject=fsync:signal=KILL', 'true']);
  if (error !== undefined) return 'strace is not installed';
  return status === 0 ? undefined : 'strace cannot watch processes here';
}

/**
 * A process keeps things; it is killed before the first call that changes a file, another one on what that left before the second, and so on until
 * one ends by itself. After each life everything it said is kept must be there, once, and nothing but that and what was under way.
 */
export async function sweep(kind: Kind, stride: number): Promise<SweepResult> {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-kills-'));
  const acknowledged = new Set<number>();
  const faults: string[] = [];
  let [kills, kept, isOver] = [0, [] as readonly number[], false];
  try {
    for (let call = 1; !isOver && faults.length === 0; call += stride) {
      if (call > MAX_CALLS) faults.push(`no life ended by itself, of ${kills}`);
      const life = await liveUntil(call, [kind, folder, String(Math.max(0, ...kept) + 1), String(THINGS_IN_A_LIFE)]);
      isOver = life.isOver;
      if (!isOver) kills += 1;
      for (const number of life.said) acknowledged.add(number);
      const underWay = Math.max(0, ...kept, ...acknowledged) + 1;
      kept = await read(kind, folder, acknowledged.size, faults);
      faults.push(...faultsOf(kept, acknowledged, underWay).map((fault) => `killed at call ${call}: ${fault}`));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { kind, kills, acknowledged: acknowledged.size, kept: kept.length, faults };
}

/** What is wrong with what is kept: each thing acknowledged must be there, nothing twice, and at most the one under way besides. */
export function faultsOf(
  kept: readonly number[],
  acknowledged: ReadonlySet<number>,
  underWay: number,
): readonly string[] {
  const there = new Set(kept);
  return [
    ...[...acknowledged]
      .filter((number) => !there.has(number))
      .map((number) => `${number} was acknowledged and is lost`),
    ...(there.size === kept.length ? [] : ['something is there twice']),
    ...kept.filter((number) => !(number <= underWay)).map((number) => `${number} was never begun`),
  ];
}

/** Before anything was acknowledged there may be nothing to read yet: that the next life can begin on it is shown by its acknowledgements. */
async function read(kind: Kind, folder: string, acknowledged: number, faults: string[]): Promise<readonly number[]> {
  const path = placeOf(kind, folder);
  try {
    return await keptOf(kind, path);
  } catch (error) {
    if (acknowledged === 0) return [];
    faults.push(`cannot be read: ${String(error)}`);
    return [];
  }
}

async function liveUntil(
  call: number,
  words: readonly string[],
): Promise<{ readonly isOver: boolean; readonly said: readonly number[] }> {
  const inject = `inject=${CALLS}:signal=KILL:when=${call}`;
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const strace = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${CALLS}`, '-e', inject];
  const child = spawn('strace', [...strace, process.execPath, PROGRAM, ...words], {
    // Calls are counted by thread: with one for files a number means one place.
    env: { ...env, UV_THREADPOOL_SIZE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  const said: number[] = [];
  for await (const line of createInterface(child.stdout)) said.push(Number(line.slice('kept '.length)));
  return { isOver: (await ended) === 0, said };
}
