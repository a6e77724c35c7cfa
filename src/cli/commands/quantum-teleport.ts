import { Command } from 'commander';
import { simulationSeed } from '../random-seed.ts';
import { printJson, printLines, printNote } from '../standard-output.ts';
import { alignedFields } from '../table.ts';
import { realNumber, wholeNumber } from '../whole-number.ts';

interface TeleportFlags {
  readonly theta: string;
  readonly phi: string;
  readonly fidelity: string;
  readonly shots: string;
  readonly seed?: string;
  readonly json?: true;
}

const MOST_SHOTS = 10_000_000;
const FULL_TURN = 360;

/** `qforge quantum teleport`: sends the state of a qubit. */
export function quantumTeleportCommand(): Command {
  return new Command('teleport')
    .summary('teleport the state of a qubit')
    .description(
      'Prepare a state, teleport it through a Bell pair and two bits, and see at the other end how much of it arrived: undone, it must be 0.',
    )
    .option('--theta <degrees>', 'of the state, from the north pole of the Bloch sphere', '60')
    .option('--phi <degrees>', 'of the state, around it', '30')
    .option('--fidelity <number>', 'of the pair, a Werner state, from 0.25 to 1', '1')
    .option('--shots <count>', 'how many times', '10000')
    .option('--seed <number>', 'repeat a run: the seed that it printed')
    .option('--json', 'print one JSON document')
    .action(teleport);
}

async function teleport(flags: TeleportFlags): Promise<void> {
  const quantum = await import('../../quantum/index.ts');
  const radians = (flag: string, given: string): number =>
    (realNumber(flag, given, -FULL_TURN, FULL_TURN) * Math.PI) / 180;
  const angles = [radians('--theta', flags.theta), radians('--phi', flags.phi), 0];
  const fidelity = realNumber('--fidelity', flags.fidelity, 0.25, 1);
  const shots = wholeNumber('--shots', flags.shots, 1, MOST_SHOTS);
  const seed = simulationSeed(flags.seed);
  const noise = fidelity === 1 ? undefined : quantum.wernerNoise(fidelity);
  const circuit = quantum.teleportationCircuit((start, qubit) => start.gate('u', [qubit], angles), noise);
  const undone = new quantum.Circuit(3, 3).append(circuit);
  undone.gate('u', [2], [-(angles[0] ?? 0), 0, -(angles[1] ?? 0)]).measure(2, 2);
  const random = new quantum.SeededRandom(seed);
  const { counts, engine } = quantum.simulate(undone, { shots, random });
  const arrived = [...counts].reduce((sum, [bits, count]) => sum + (bits.startsWith('0') ? count : 0), 0) / shots;
  const expected = quantum.teleportationFidelity(fidelity);
  if (flags.json === true) return printJson({ arrived, expected, shots, seed, engine, simulated: true });
  const fields = [
    ['arrived', arrived.toFixed(4)],
    ['expected', `${expected.toFixed(4)} (2F + 1) / 3`],
  ] as const;
  printLines([...quantum.drawCircuit(circuit), '', ...alignedFields(fields)]);
  printNote(`${shots} shots on ${engine}, seed ${seed}`);
}
