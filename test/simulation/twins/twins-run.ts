import { Worker } from 'node:worker_threads';

/** Which seeds to run, and how. */
export interface TwinsOptions {
  readonly nodes: number;
  readonly from: number;
  readonly seeds: number;
  readonly liveness: boolean;
}

/** What seeds have shown. */
export interface TwinsResult {
  readonly seeds: number;
  readonly violations: readonly { readonly seed: number; readonly what: string }[];
  /** Heights decided, over all seeds. */
  readonly decided: number;
  /** Processor time of the thread, in seconds. */
  readonly threadSeconds: number;
}

/** Runs leave much behind that is soon garbage: with more room the collector of young objects finds little that is still used. */
const YOUNG_MB = 64;
const WORKER = new URL('twins-worker.ts', import.meta.url);

/** Runs seeds in threads of their own; their results joined. */
export async function runTwins(options: TwinsOptions & { readonly threads: number }): Promise<TwinsResult> {
  const { from, seeds, threads } = options;
  const share = Math.ceil(seeds / threads);
  const parts = Array.from({ length: threads }, (_, index) => ({
    ...options,
    from: from + index * share,
    seeds: Math.max(0, Math.min(share, seeds - index * share)),
  }));
  const results = await Promise.all(parts.map(runInThread));
  return {
    seeds,
    violations: results.flatMap(({ violations }) => violations),
    decided: results.reduce((sum, { decided }) => sum + decided, 0),
    threadSeconds: results.reduce((sum, { threadSeconds }) => sum + threadSeconds, 0),
  };
}

function runInThread(workerData: TwinsOptions): Promise<TwinsResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
