import type { BenchmarkResult, Measurement } from './measurement.ts';

/** What must hold of any run on any machine, however slow. */
const MIN_HIT_RATIO = 0.95;
const MIN_REUSE_RATIO = 0.9;

/** What is wrong with the form or the sense of results, one sentence each. */
export function insaneFigures(results: readonly BenchmarkResult[]): string[] {
  return results.flatMap((result) => [
    ...[result, ...result.details].flatMap((measurement) => malformed(result.name, measurement)),
    ...(result.name === 'pool' ? poorPool(result) : []),
  ]);
}

function malformed(benchmark: string, measurement: Measurement): string[] {
  const { name, unit, ours, peer, limit, ratio, limitRatio, runs, spread, peerName, limitName } = measurement;
  const figures = { ours, peer, limit, ratio, limitRatio, runs, ...spread };
  const texts = { name, unit, peerName, limitName };
  return [
    ...Object.entries(figures)
      .filter(([, value]) => !Number.isFinite(value) || value <= 0)
      .map(([key, value]) => `${benchmark}: ${name}: ${key} is ${value}`),
    ...Object.entries(texts)
      .filter(([, text]) => text === '')
      .map(([key]) => `${benchmark}: ${name}: ${key} is empty`),
    ...(spread.oursMin > ours || spread.oursMax < ours
      ? [`${benchmark}: ${name}: the median lies outside its runs`]
      : []),
  ];
}

function poorPool(result: BenchmarkResult): string[] {
  const atLeast = (name: string, least: number): string[] => {
    const found = result.details.find((detail) => detail.name === name);
    if (found === undefined) return [`pool: there is no ${name}`];
    return found.ours >= least && found.ours <= 1 ? [] : [`pool: ${name} is ${found.ours}, not ${least} to 1`];
  };
  return [
    ...atLeast('hit ratio under mixed traffic', MIN_HIT_RATIO),
    ...atLeast('reuse ratio under mixed traffic', MIN_REUSE_RATIO),
  ];
}
