/** Memory of a process, in bytes. */
export interface MemorySample {
  readonly atMs: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
}

/** How memory has grown: between the time after warm-up and the end. */
export interface MemoryTrend {
  readonly samples: number;
  readonly beginBytes: number;
  readonly endBytes: number;
  /** 0.05 is 5 % more at the end. */
  readonly growth: number;
}

/** The part of a run that warms it up, and the parts at whose medians memory is compared. */
export const WARM_UP_SHARE = 1 / 3;
const COMPARED_SHARE = 1 / 5;

/** The growth of resident memory over samples in the order of time: medians, so that one collection more or less decides nothing. */
export function memoryTrend(samples: readonly MemorySample[], read = rssOf): MemoryTrend {
  const warm = samples.slice(Math.ceil(samples.length * WARM_UP_SHARE));
  const compared = Math.max(1, Math.floor(warm.length * COMPARED_SHARE));
  const beginBytes = median(warm.slice(0, compared).map(read));
  const endBytes = median(warm.slice(-compared).map(read));
  return { samples: samples.length, beginBytes, endBytes, growth: endBytes / beginBytes - 1 };
}

function rssOf({ rssBytes }: MemorySample): number {
  return rssBytes;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
