import { Command, Option } from 'commander';
import type { EngineName, FinalState, ImportedCircuit, SimulationResult } from '../../quantum/index.ts';
import { amplitudePairs, amplitudeTable, checkPrintable } from '../amplitude-table.ts';
import { outcomeLines, outcomeTable } from '../outcome-table.ts';
import { readQasmFile } from '../qasm-file.ts';
import { simulationSeed } from '../random-seed.ts';
import { printJson, printLines, printNote } from '../standard-output.ts';
import { tabSeparated } from '../table.ts';
import { isTerminal } from '../terminal.ts';
import { wholeNumber } from '../whole-number.ts';

interface RunFlags {
  readonly shots: string;
  readonly seed?: string;
  readonly engine?: EngineName;
  readonly backend?: string;
  readonly fallback?: true;
  readonly statevector?: true;
  readonly expect?: readonly string[];
  readonly explain?: true;
  readonly json?: true;
}

/** What a run found; what was not asked for is undefined. */
interface RunOutcome {
  readonly seed: number;
  readonly result: SimulationResult | undefined;
  readonly final: FinalState | undefined;
  readonly expectations: readonly (readonly [string, number])[];
}

const ENGINES: readonly EngineName[] = ['statevector', 'stabilizer', 'frames', 'density'];

/** `qforge quantum run`: runs an OpenQASM program. */
export function quantumRunCommand(): Command {
  return new Command('run')
    .summary('run an OpenQASM circuit')
    .description(
      'Run a circuit so many times and count the values of its bits; bit 0 is the last one. The engine is chosen by the circuit. With --statevector or --expect the state is looked at instead: as it is before measurements that all come last, otherwise where one run ends.',
    )
    .argument('<file>', 'an OpenQASM 2 or 3 program; "-" is standard input')
    .option('--shots <count>', 'how many times', '1024')
    .option('--seed <number>', 'repeat a run: the seed that it printed')
    .addOption(new Option('--engine <name>', 'use this engine').choices(ENGINES))
    .option('--backend <name>', 'run it elsewhere: ionq:TARGET or ibm:MACHINE; keys come from the environment')
    .option('--fallback', 'let the simulator stand in for a backend that cannot be had')
    .option('--statevector', 'print the amplitudes of the state')
    .option(
      '--expect <operators...>',
      'print the mean of products of Pauli operators such as ZZ; the last letter is qubit 0',
    )
    .option('--explain', 'say why the engine was chosen')
    .option('--json', 'print one JSON document')
    .action(run);
}

async function run(file: string, flags: RunFlags): Promise<void> {
  const { MAX_SHOTS } = await import('../../quantum/index.ts');
  const shots = wholeNumber('--shots', flags.shots, 1, MAX_SHOTS);
  const seed = simulationSeed(flags.seed);
  const imported = await readQasmFile(file);
  if (flags.backend !== undefined) {
    const { runOnBackend } = await import('../backend-run.ts');
    const { backend, fallback, json } = flags;
    return runOnBackend(imported, { backend, shots, seed, mayFallBack: fallback === true, json: json === true });
  }
  const outcome = await runProgram(imported, shots, seed, flags);
  if (flags.json === true) return printJson(asJson(imported, outcome, flags));
  printReadable(outcome, shots);
  if (flags.explain === true) for (const reason of outcome.result?.reasons ?? []) printNote(reason);
}

async function runProgram(
  { circuit }: ImportedCircuit,
  shots: number,
  seed: number,
  flags: RunFlags,
): Promise<RunOutcome> {
  const { finalState, pauliExpectation, SeededRandom, simulate } = await import('../../quantum/index.ts');
  const random = new SeededRandom(seed);
  if (flags.statevector !== true && flags.expect === undefined) {
    const options = flags.engine === undefined ? { shots, random } : { shots, random, engine: flags.engine };
    return { seed, result: simulate(circuit, options), final: undefined, expectations: [] };
  }
  if (flags.statevector === true) checkPrintable(circuit.qubits);
  const final = finalState(circuit, random);
  const expectations = (flags.expect ?? []).map((text) => [text, pauliExpectation(final.state, text)] as const);
  return { seed, result: undefined, final, expectations };
}

function asJson({ version, circuit, registers }: ImportedCircuit, outcome: RunOutcome, flags: RunFlags): object {
  const { seed, result, final, expectations } = outcome;
  const about = { openqasm: version, qubits: circuit.qubits, bits: circuit.bits, registers, seed, simulated: true };
  if (result !== undefined) {
    const { shots, engine, reasons, counts } = result;
    return {
      ...about,
      shots,
      engine,
      ...(flags.explain === true ? { reasons } : {}),
      counts: Object.fromEntries(counts),
    };
  }
  return {
    ...about,
    collapsed: final?.isCollapsed,
    ...(flags.expect === undefined ? {} : { expectations: Object.fromEntries(expectations) }),
    ...(flags.statevector === true && final !== undefined ? { statevector: amplitudePairs(final.state) } : {}),
  };
}

function printReadable({ seed, result, final, expectations }: RunOutcome, shots: number): void {
  if (result !== undefined) {
    printLines(isTerminal(process.stdout) ? outcomeTable(result.counts, shots) : outcomeLines(result.counts));
    printNote(`${shots} shots on ${result.engine}, seed ${seed}`);
    return;
  }
  printLines(tabSeparated(expectations.map(([operators, mean]) => [operators, mean.toFixed(12)])));
  if (final === undefined) return;
  if (expectations.length === 0) printLines(amplitudeTable(final.state));
  printNote(
    final.isCollapsed ? `one run with its measurements, seed ${seed}` : 'before the measurements, if there are any',
  );
}
