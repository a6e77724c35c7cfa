import type { PerformanceSnapshot } from './performance-snapshot.ts';

/** A figure over several snapshots. */
export interface FigureSummary {
  readonly median: number;
  readonly worst: number;
}

/** Something to do, with the measurement that speaks for it. */
export interface Recommendation {
  /** One sentence of what to do. */
  readonly advice: string;
  /** One sentence of what was measured. */
  readonly evidence: string;
}

/** What a series of snapshots says together; without snapshots there are no figures and no advice. */
export interface PerformanceReport {
  readonly snapshots: number;
  /** Time covered, in milliseconds. */
  readonly spanMs: number;
  readonly figures: Readonly<Record<string, FigureSummary>>;
  readonly recommendations: readonly Recommendation[];
}

type Read = (snapshot: PerformanceSnapshot) => number | undefined;

const figures: Readonly<Record<string, Read>> = {
  processorRatio: (one) => one.processorRatio,
  residentBytes: (one) => one.residentBytes,
  eventLoopDelayP99Ms: (one) => one.eventLoopDelayMs.p99,
  eventLoopUtilization: (one) => one.eventLoopUtilization,
  collectionRatio: (one) => one.collectionRatio,
  messagesPerSecond: (one) => one.messagesPerSecond,
  bytesPerSecond: (one) => one.bytesPerSecond,
  latencyP50Ms: (one) => one.latencyMs?.p50,
  latencyP99Ms: (one) => one.latencyMs?.p99,
};

/** Snapshots before any advice is given. */
export const MIN_SNAPSHOTS_FOR_ADVICE = 10;

/** Summarises snapshots, and derives advice from them. */
export function performanceReport(snapshots: readonly PerformanceSnapshot[]): PerformanceReport {
  const summaries = Object.entries(figures).flatMap(([name, read]) => {
    const summary = summaryOf(valuesOf(snapshots, read));
    return summary === undefined ? [] : [[name, summary] as const];
  });
  return {
    snapshots: snapshots.length,
    spanMs: snapshots.reduce((sum, { spanMs }) => sum + spanMs, 0),
    figures: Object.fromEntries(summaries),
    recommendations:
      snapshots.length < MIN_SNAPSHOTS_FOR_ADVICE ? [] : adviceRules.flatMap((rule) => rule(snapshots) ?? []),
  };
}

type AdviceRule = (snapshots: readonly PerformanceSnapshot[]) => Recommendation | undefined;

const adviceRules: readonly AdviceRule[] = [
  (snapshots) => {
    const busy = medianOf(snapshots, figures['eventLoopUtilization']);
    if (busy === undefined || busy < 0.8) return undefined;
    return {
      advice: 'Spread the peers over more processes: one event loop does not carry more.',
      evidence: `The event loop was at work ${percent(busy)} of the time (median).`,
    };
  },
  (snapshots) => {
    const collecting = medianOf(snapshots, figures['collectionRatio']);
    if (collecting === undefined || collecting < 0.1) return undefined;
    return {
      advice: 'Let messages be lent instead of copied, or give the process a larger heap.',
      evidence: `Garbage collection took ${percent(collecting)} of the time (median).`,
    };
  },
  (snapshots) => {
    const [p50, p99] = [medianOf(snapshots, figures['latencyP50Ms']), medianOf(snapshots, figures['latencyP99Ms'])];
    if (p50 === undefined || p99 === undefined || p99 < 50 || p99 < 20 * p50) return undefined;
    return {
      advice: 'Choose the latency mode, or send bulk data on a channel of its own: messages wait behind others.',
      evidence: `Acknowledgements took ${p50.toFixed(1)} ms at the median and ${p99.toFixed(0)} ms at the 99th percentile.`,
    };
  },
  (snapshots) => {
    const growth = steadyGrowth(valuesOf(snapshots, figures['residentBytes']));
    if (growth === undefined) return undefined;
    return {
      advice: 'Look for what is kept: take a heap snapshot now and one later.',
      evidence: `Resident memory grew in every tenth of the time, by ${(growth / 1e6).toFixed(0)} MB in all.`,
    };
  },
];

function valuesOf(snapshots: readonly PerformanceSnapshot[], read: Read | undefined): readonly number[] {
  return snapshots.flatMap((snapshot) => read?.(snapshot) ?? []);
}

function medianOf(snapshots: readonly PerformanceSnapshot[], read: Read | undefined): number | undefined {
  return summaryOf(valuesOf(snapshots, read))?.median;
}

function summaryOf(values: readonly number[]): FigureSummary | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [median, worst] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)];
  return median === undefined || worst === undefined ? undefined : { median, worst };
}

/** Growth over all values, if the mean of every tenth of them is above that of the tenth before and it comes to a twentieth. */
function steadyGrowth(values: readonly number[]): number | undefined {
  const size = Math.floor(values.length / 10);
  if (size < 6) return undefined;
  const means = Array.from({ length: 10 }, (_, at) => mean(values.slice(at * size, (at + 1) * size)));
  const rises = means.every((value, at) => at === 0 || value > (means[at - 1] ?? 0));
  const growth = (means.at(-1) ?? 0) - (means[0] ?? 0);
  return rises && growth > (means[0] ?? 0) / 20 ? growth : undefined;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(0)} %`;
}
