import type { BenchmarkResult } from './measurement.ts';

/** How much to measure: `quick` only shows that everything works. */
export interface BenchmarkOptions {
  readonly quick: boolean;
}

/** One benchmark by its name on the command line. */
export interface Benchmark {
  readonly name: string;
  /** What is compared, in one line. */
  readonly title: string;
  run(options: BenchmarkOptions): Promise<BenchmarkResult>;
}
