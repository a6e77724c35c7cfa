import { createIdentityFile } from '../src/client/index.ts';
import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { RoleProcess } from './child-process.ts';
import { type BenchmarkResult, type Measurement, measurementOf } from './measurement.ts';
import { pairedRuns, type Side } from './paired-runs.ts';
import { ScratchFolder } from './scratch-folder.ts';

/** The range in the performance report that the client goes back to. */
const STATED_MS = { low: 2, high: 4 } as const;

/** Time of `StreamlinedSecureClient.create`, with a listener on a free port. */
export const init: Benchmark = {
  name: 'init',
  title: 'StreamlinedSecureClient.create with keys loaded and one listener (p50), against the stated 2-4 ms',
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  await using folder = await ScratchFolder.create();
  const path = folder.file('identity.key');
  await createIdentityFile(path, { passphrase: undefined });
  await using processes = new AsyncDisposableStack();
  const count = quick ? 20 : 200;
  const sides = ['createWithLoadedKeys', 'createFromFile', 'importKeys'].map((label): Side => {
    const role = processes.adopt(new RoleProcess('client'), (child) => child.stop());
    return { label, run: () => role.figures(label, { path, count }) };
  });
  const figures = await pairedRuns(sides, quick ? { warmUps: 1, runs: 2 } : { warmUps: 1, runs: 8 });
  const time = (name: string, label: string, figure: string, statedMs: number): Measurement =>
    measurementOf(
      { name, unit: 'ms', better: 'lower', peerName: 'figure in the report', limitName: 'importing the four keys' },
      { ours: figures.of(label, figure), peer: statedMs, limit: figures.of('importKeys', figure) },
    );
  return {
    ...time('init', 'createWithLoadedKeys', 'p50Ms', STATED_MS.low),
    details: [
      time('p99 with keys loaded', 'createWithLoadedKeys', 'p99Ms', STATED_MS.high),
      time('p50 from an unprotected key file', 'createFromFile', 'p50Ms', STATED_MS.low),
      time('p99 from an unprotected key file', 'createFromFile', 'p99Ms', STATED_MS.high),
    ],
    facts: {},
  };
}
