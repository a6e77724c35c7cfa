import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchmarkResult, Measurement } from './measurement.ts';

/** What is kept of a measurement: how it compares, never how long it took on some machine. */
export interface BaselineEntry {
  readonly better: Measurement['better'];
  readonly ratio: number;
  readonly ratioLow: number;
  readonly ratioHigh: number;
}

/** Entries by `benchmark: detail`. */
export type Baseline = Readonly<Record<string, BaselineEntry>>;

/**
 * A quick run on a busy machine may miss the baseline by this factor; beyond it something has broken. It is wide on
 * purpose: a quick run has two rounds.
 */
export const WIDE_NOISE_FACTOR = 4;

const BASELINE_FILE = join(import.meta.dirname, 'baseline.json');

/**
 * The entries of all measured peers.
 *
 * Stated peers are left out, since their ratio is an absolute time in disguise, and so are the slowest percent of
 * runs, which a quick run has too few of.
 */
export function baselineOf(results: readonly BenchmarkResult[]): Baseline {
  const entries = measurementsByName(results)
    .filter(([name, measurement]) => measurement.peerKind === 'measured' && !name.includes('p99'))
    .map(([name, { better, ratio, spread }]): [string, BaselineEntry] => [
      name,
      { better, ratio: rounded(ratio), ratioLow: rounded(spread.ratioLow), ratioHigh: rounded(spread.ratioHigh) },
    ]);
  return Object.fromEntries(entries);
}

/**
 * What has become worse than the baseline by more than the wide noise, one sentence each. What still beats its peer
 * is not among them: of an advantage of a hundred times, a quick run may measure ten.
 */
export function regressions(baseline: Baseline, results: readonly BenchmarkResult[]): string[] {
  return measurementsByName(results).flatMap(([name, { ratio }]) => {
    const entry = baseline[name];
    if (entry === undefined) return [];
    const worse = entry.better === 'higher' ? entry.ratio / ratio : ratio / entry.ratio;
    const beatsPeer = entry.better === 'higher' ? ratio > 1 : ratio < 1;
    if (worse <= WIDE_NOISE_FACTOR || beatsPeer) return [];
    return [`${name}: ours / peer is ${rounded(ratio)}, far from the baseline's ${entry.ratio}`];
  });
}

/** Measurements by the name they have in the baseline. */
function measurementsByName(results: readonly BenchmarkResult[]): [string, Measurement][] {
  return results.flatMap((result) =>
    [result, ...result.details].map((measurement): [string, Measurement] => [
      measurement === result
        ? `${result.name} against ${result.peerName}`
        : `${result.name}: ${measurement.name} against ${measurement.peerName}`,
      measurement,
    ]),
  );
}

/** The recorded baseline; empty if there is none yet. */
export async function readBaseline(): Promise<Baseline> {
  try {
    return JSON.parse(await readFile(BASELINE_FILE, 'utf8')) as Baseline;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

/** Writes the baseline anew, keeping the entries of benchmarks that were not run. */
export async function updateBaseline(results: readonly BenchmarkResult[]): Promise<void> {
  const ran = results.map((result) => result.name);
  const kept = Object.entries(await readBaseline()).filter(
    ([name]) => !ran.some((benchmark) => name.startsWith(`${benchmark}: `) || name.startsWith(`${benchmark} against `)),
  );
  const entries = [...kept, ...Object.entries(baselineOf(results))].toSorted(([a], [b]) => (a < b ? -1 : 1));
  await writeFile(BASELINE_FILE, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
