import { Command } from 'commander';
import { systemClock } from '../../base/index.ts';
import type * as quantumRoom from '../../quantum/index.ts';
import type { KernelChoice, UnitaryOperation } from '../../quantum/index.ts';
import { printJson, printLines, printNote } from '../standard-output.ts';
import { alignedTable } from '../table.ts';
import { wholeNumber } from '../whole-number.ts';

type Quantum = typeof quantumRoom;

interface BenchFlags {
  readonly qubits: string;
  readonly runs: string;
  readonly json?: true;
}

/** One engine on one circuit: the median of several runs. */
interface EngineSpeed {
  readonly engine: string;
  readonly qubits: number;
  readonly gates: number;
  readonly milliseconds: number;
}

const LAYERS = 10;
const TABLEAU_QUBITS = 1_000;
const MOST_QUBITS = 26;
const MOST_RUNS = 100;

/** `qforge quantum bench`: how fast the engines are on this machine. */
export function quantumBenchCommand(): Command {
  return new Command('bench')
    .summary('measure the engines on this machine')
    .description(
      'Time the state vector on ten layers of H, RX, RZ and CX, with its SIMD kernel and with the plain one that must agree with it, and the stabilizer tableau on a GHZ state that is made and measured. Comparisons with other simulators: docs/performance.md.',
    )
    .option('--qubits <count>', `of the state vector, 1 to ${MOST_QUBITS}: each one more doubles time and memory`, '20')
    .option('--runs <count>', 'of each, of which the median is shown', '5')
    .option('--json', 'print one JSON document')
    .action(bench);
}

async function bench(flags: BenchFlags): Promise<void> {
  const quantum = await import('../../quantum/index.ts');
  const qubits = wholeNumber('--qubits', flags.qubits, 1, MOST_QUBITS);
  const runs = wholeNumber('--runs', flags.runs, 1, MOST_RUNS);
  const speeds = [
    stateVectorSpeed(quantum, 'simd', qubits, runs),
    stateVectorSpeed(quantum, 'plain', qubits, runs),
    tableauSpeed(quantum, runs),
  ];
  if (flags.json === true) return printJson({ layers: LAYERS, runs, speeds: speeds.map(withRate) });
  const columns = ['engine', 'qubits', 'gates', 'median', 'rate'].map((title, at) => ({ title, alignRight: at > 0 }));
  printLines(alignedTable(columns, speeds.map(rowOf)));
  printNote(
    `rate: gates x 2^qubits a second for the state vector, gates a second for the tableau; ${runs} runs of each`,
  );
}

function stateVectorSpeed(quantum: Quantum, kernel: KernelChoice, qubits: number, runs: number): EngineSpeed {
  const operations = quantum.layeredCircuit(qubits, LAYERS).operations as readonly UnitaryOperation[];
  const times = Array.from({ length: runs }, () => {
    const state = new quantum.StateVector(qubits, kernel);
    return timeOf(() => state.apply(operations));
  });
  return { engine: `state vector, ${kernel}`, qubits, gates: operations.length, milliseconds: medianOf(times) };
}

function tableauSpeed(quantum: Quantum, runs: number): EngineSpeed {
  const circuit = quantum.ghzCircuit(TABLEAU_QUBITS).measureAll();
  const times = Array.from({ length: runs }, (_, run) => {
    const random = new quantum.SeededRandom(run);
    return timeOf(() => void quantum.simulate(circuit, { shots: 1, random, engine: 'stabilizer' }));
  });
  const gates = circuit.operations.length;
  return { engine: 'stabilizer tableau', qubits: TABLEAU_QUBITS, gates, milliseconds: medianOf(times) };
}

function timeOf(action: () => void): number {
  const startMs = systemClock.monotonicMs();
  action();
  return systemClock.monotonicMs() - startMs;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

function withRate(speed: EngineSpeed): EngineSpeed & { readonly ratePerSecond: number } {
  const { engine, gates, qubits, milliseconds } = speed;
  const work = engine.startsWith('state vector') ? gates * 2 ** qubits : gates;
  return { ...speed, ratePerSecond: (work / milliseconds) * 1_000 };
}

function rowOf(speed: EngineSpeed): readonly string[] {
  const { engine, qubits, gates, milliseconds, ratePerSecond } = withRate(speed);
  return [
    engine,
    `${qubits}`,
    `${gates}`,
    `${milliseconds.toPrecision(3)} ms`,
    `${(ratePerSecond / 1e6).toPrecision(3)} M/s`,
  ];
}
