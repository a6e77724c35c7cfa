import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { RoleProcess } from './child-process.ts';
import { type BenchmarkResult, measurementOf } from './measurement.ts';
import { pairedRuns } from './paired-runs.ts';

const GHZ_QUBITS = 1_000;
const CODE = { distance: 26, rounds: 3 } as const;
/** The bars of this project: the state vector could not hold either circuit. */
const BAR = { ghzMs: 20, samplesPerUs: 1 } as const;

/** The tableau and Pauli frames. */
export const stabilizer: Benchmark = {
  name: 'stabilizer',
  title: 'a GHZ state of 1,000 qubits made and measured, against the bar of 20 ms',
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  await using processes = new AsyncDisposableStack();
  const role = processes.adopt(new RoleProcess('simulator'), (child) => child.stop());
  const size = { ...CODE, batches: quick ? 50 : 1_000 };
  const figures = await pairedRuns(
    [
      { label: 'ghz', run: () => role.figures('ghz', { qubits: GHZ_QUBITS }) },
      { label: 'small ghz', run: () => role.figures('ghz', { qubits: GHZ_QUBITS / 10 }) },
      { label: 'frames', run: () => role.figures('frames', size) },
      { label: 'words', run: () => role.figures('randomWords', size) },
    ],
    quick ? { warmUps: 2, runs: 2 } : { warmUps: 5, runs: 10 },
  );
  return {
    ...measurementOf(
      { name: 'stabilizer', unit: 'ms', better: 'lower', peerName: 'bar', limitName: '100 qubits' },
      { ours: figures.of('ghz', 'ms'), peer: BAR.ghzMs, limit: figures.of('small ghz', 'ms') },
    ),
    details: [
      measurementOf(
        {
          name: '51 qubits of a noisy repetition code, 3 rounds',
          unit: 'M samples/s',
          better: 'higher',
          peerName: 'bar',
          limitName: 'drawing the random words of its measurements',
        },
        { ours: figures.of('frames', 'rate'), peer: BAR.samplesPerUs, limit: figures.of('words', 'rate') },
      ),
    ],
    facts: {},
  };
}
