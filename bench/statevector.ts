import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { RoleProcess } from './child-process.ts';
import { type BenchmarkResult, type Measurement, measurementOf } from './measurement.ts';
import { pairedRuns, type Side } from './paired-runs.ts';

const LAYERS = 10;
/** Figures for this family and size from the projects' own programs, one thread: QuEST 4 in double, qsim in single precision with AVX-512. */
const STATED = { quest: { 20: 563, 24: 540 }, qsim: { 20: 12_551, 24: 11_385 } } as const;

/** Each peer at a size that it manages in seconds. */
const PEERS = [
  { name: 'jsqubits', qubits: 16, layers: 1 },
  { name: 'quantum-circuit', qubits: 14, layers: 1 },
  { name: 'qsharp-lang', qubits: 16, layers: 4 },
] as const;

/** Gates on a state vector. */
export const statevector: Benchmark = {
  name: 'statevector',
  title: 'gates x amplitudes per second at 16 qubits, against the fastest simulator of npm, qsharp-lang',
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  await using processes = new AsyncDisposableStack();
  const sizes = quick ? ([20] as const) : ([20, 24] as const);
  const side = (label: string, command: string, qubits: number, layers: number): Side => {
    const role = processes.adopt(new RoleProcess('simulator'), (child) => child.stop());
    return { label, run: () => role.figures(command, { qubits, layers }) };
  };
  const figures = await pairedRuns(
    [
      ...PEERS.flatMap(({ name, qubits, layers }) => [
        side(`ours beside ${name}`, 'simd', qubits, LAYERS),
        side(name, name, qubits, layers),
        side(`copy beside ${name}`, 'copy', qubits, 1),
      ]),
      ...sizes.flatMap((qubits) => [
        side(`ours ${qubits}`, 'simd', qubits, LAYERS),
        side(`copy ${qubits}`, 'copy', qubits, 1),
      ]),
      side('plain 20', 'plain', 20, LAYERS),
    ],
    quick ? { warmUps: 1, runs: 2 } : { warmUps: 1, runs: 5 },
  );
  const measured = (name: string, ours: string, peer: number | string, peerName: string, copy: string): Measurement =>
    measurementOf(
      { name, unit: 'M amplitudes/s', better: 'higher', peerName, limitName: 'copying the state once a gate' },
      {
        ours: figures.of(ours, 'rate'),
        peer: typeof peer === 'number' ? peer : figures.of(peer, 'rate'),
        limit: figures.of(copy, 'rate'),
      },
    );
  const beside = (name: string, title: string): Measurement =>
    measured(title, `ours beside ${name}`, name, name, `copy beside ${name}`);
  return {
    ...beside('qsharp-lang', 'statevector'),
    details: [
      beside('jsqubits', '16 qubits'),
      beside('quantum-circuit', '14 qubits'),
      ...sizes.flatMap((qubits) => [
        measured(`${qubits} qubits`, `ours ${qubits}`, STATED.quest[qubits], 'QuEST, fp64', `copy ${qubits}`),
        measured(`${qubits} qubits`, `ours ${qubits}`, STATED.qsim[qubits], 'qsim, fp32 AVX-512', `copy ${qubits}`),
      ]),
      measured('20 qubits, SIMD beside plain TypeScript', 'ours 20', 'plain 20', 'the plain kernel', 'copy 20'),
    ],
    facts: Object.fromEntries(
      sizes.map((qubits) => [
        `M amplitudes/s of processor time at ${qubits} qubits, best run`,
        Math.round(Math.max(...figures.of(`ours ${qubits}`, 'cpuRate'))),
      ]),
    ),
  };
}
