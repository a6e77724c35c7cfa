import { Command, Option } from 'commander';
import type { BellState } from '../../quantum/index.ts';
import { simulationSeed } from '../random-seed.ts';
import { printJson, printLines, printNote } from '../standard-output.ts';
import { alignedFields } from '../table.ts';
import { realNumber, wholeNumber } from '../whole-number.ts';

interface BellFlags {
  readonly state: BellState;
  readonly fidelity: string;
  readonly shots: string;
  readonly seed?: string;
  readonly json?: true;
}

/** Most shots at each setting of the Bell test. */
const MOST_SHOTS = 10_000_000;

/** `qforge quantum bell`: a Bell pair and its test. */
export function quantumBellCommand(): Command {
  return new Command('bell')
    .summary('make a Bell pair and test it')
    .description(
      'Make a Bell pair, noisy if you like, and show how entangled it is: by its density matrix, and by a CHSH game played with shots. A CHSH value above 2 has no local explanation.',
    )
    .addOption(
      new Option('--state <name>', 'which of the four').choices(['phi+', 'phi-', 'psi+', 'psi-']).default('phi+'),
    )
    .option('--fidelity <number>', 'of the pair, a Werner state, from 0.25 to 1', '1')
    .option('--shots <count>', 'at each of the four settings', '10000')
    .option('--seed <number>', 'repeat a run: the seed that it printed')
    .option('--json', 'print one JSON document')
    .action(bell);
}

async function bell(flags: BellFlags): Promise<void> {
  const quantum = await import('../../quantum/index.ts');
  const fidelity = realNumber('--fidelity', flags.fidelity, 0.25, 1);
  const shots = wholeNumber('--shots', flags.shots, 1, MOST_SHOTS);
  const seed = simulationSeed(flags.seed);
  const noise = fidelity === 1 ? undefined : quantum.wernerNoise(fidelity);
  const circuit = quantum.bellCircuit(flags.state);
  if (noise !== undefined) circuit.noise(noise, 1);
  const { state } = quantum.averageOver(quantum.exactBranches(circuit), [0, 1]);
  const found = {
    fidelity: quantum.bellFidelity(state, flags.state),
    concurrence: quantum.concurrence(state),
    negativity: quantum.negativity(state),
    errorRate: quantum.wernerErrorRate(fidelity),
    chshExpected: quantum.chshValue(fidelity),
  };
  const chsh = quantum.measureChsh(shots, new quantum.SeededRandom(seed), noise);
  if (flags.json === true) return printJson({ state: flags.state, ...found, chsh, shots, seed, simulated: true });
  printLines([...quantum.drawCircuit(circuit), '', ...alignedFields(bellFields(found, chsh))]);
  printNote(`${shots} shots at each setting of Phi+ with that noise, seed ${seed}`);
}

function bellFields(
  found: Readonly<Record<'fidelity' | 'concurrence' | 'negativity' | 'errorRate' | 'chshExpected', number>>,
  chsh: { readonly value: number; readonly deviation: number },
): readonly (readonly [string, string])[] {
  const verdict = chsh.value - 3 * chsh.deviation > 2 ? 'no local model' : 'a local model may do';
  return [
    ['fidelity', found.fidelity.toFixed(6)],
    ['concurrence', found.concurrence.toFixed(6)],
    ['negativity', found.negativity.toFixed(6)],
    ['error rate', found.errorRate.toFixed(6)],
    ['CHSH expected', found.chshExpected.toFixed(6)],
    ['CHSH measured', `${chsh.value.toFixed(4)} ± ${chsh.deviation.toFixed(4)} (${verdict})`],
  ];
}
