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

/** A whole run has regressed when even its better quartile is worse than the baseline's worse one by more than this. */
export const NOISE_FACTOR = 1.15;

const BASELINE_FILE = join(import.meta.dirname, 'baseline.json');

/** A ratio of a run, taken within it. */
type Compared = BaselineEntry & { readonly name: string; readonly to: 'peer' | 'limit' };

/**
 * The entries of all measurements: against their peer, or against the limit where the peer is only stated, since the ratio to that is
 * an absolute time in disguise. The slowest percent of runs is left out, which a quick run has too few of.
 */
export function baselineOf(results: readonly BenchmarkResult[]): Baseline {
  const entries = ratiosOf(results).map(({ name, better, ratio, ratioLow, ratioHigh }): [string, BaselineEntry] => [
    name,
    { better, ratio: rounded(ratio), ratioLow: rounded(ratioLow), ratioHigh: rounded(ratioHigh) },
  ]);
  return Object.fromEntries(entries);
}

/**
 * What has become worse than the baseline, one sentence each. Of a whole run what its quartiles and the noise do not explain; of a
 * quick one only what is worse by the wide noise, and worse than the peer: of an advantage of a hundred times it may measure ten.
 */
export function regressions(
  baseline: Baseline,
  results: readonly BenchmarkResult[],
  { quick }: { readonly quick: boolean },
): string[] {
  return ratiosOf(results).flatMap((now) => {
    const before = baseline[now.name];
    if (before === undefined || !(quick ? isFarWorse(before, now) : isWorse(before, now))) return [];
    return [`${now.name}: the ratio is ${rounded(now.ratio)}, where the baseline has ${before.ratio}`];
  });
}

function isFarWorse(before: BaselineEntry, now: Compared): boolean {
  const worse = now.better === 'higher' ? before.ratio / now.ratio : now.ratio / before.ratio;
  const beatsPeer = now.to === 'peer' && (now.better === 'higher' ? now.ratio > 1 : now.ratio < 1);
  return worse > WIDE_NOISE_FACTOR && !beatsPeer;
}

function isWorse(before: BaselineEntry, now: Compared): boolean {
  const worse = now.better === 'higher' ? before.ratioLow / now.ratioHigh : now.ratioLow / before.ratioHigh;
  return worse > NOISE_FACTOR;
}

/** Ratios by the name they have in the baseline. */
function ratiosOf(results: readonly BenchmarkResult[]): readonly Compared[] {
  return results.flatMap((result) =>
    [result, ...result.details]
      .filter(({ name }) => !name.includes('p99'))
      .map((measurement) => {
        const own = measurement === result ? result.name : `${result.name}: ${measurement.name}`;
        return comparedTo(measurement.peerKind === 'measured' ? 'peer' : 'limit', own, measurement);
      }),
  );
}

function comparedTo(to: Compared['to'], own: string, measurement: Measurement): Compared {
  const { better, ratio, limitRatio, spread, peerName, limitName } = measurement;
  const { ratioLow, ratioHigh, limitRatioLow, limitRatioHigh } = spread;
  return to === 'peer'
    ? { name: `${own} against ${peerName}`, to, better, ratio, ratioLow, ratioHigh }
    : {
        name: `${own} against ${limitName}`,
        to,
        better,
        ratio: limitRatio,
        ratioLow: limitRatioLow,
        ratioHigh: limitRatioHigh,
      };
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
