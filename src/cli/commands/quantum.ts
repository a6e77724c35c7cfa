import { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { quantumBellCommand } from './quantum-bell.ts';
import { quantumBenchCommand } from './quantum-bench.ts';
import { quantumDevicesCommand } from './quantum-devices.ts';
import { quantumDrawCommand } from './quantum-draw.ts';
import { quantumRunCommand } from './quantum-run.ts';
import { quantumTeleportCommand } from './quantum-teleport.ts';

/** `qforge quantum`: the quantum simulator. */
export function quantumCommand(): Command {
  const command = new Command('quantum')
    .summary('simulate quantum circuits')
    .description('Run and draw quantum circuits on a simulator. Nothing that comes out of it is key material.');
  for (const child of [
    quantumRunCommand(),
    quantumDrawCommand(),
    quantumBellCommand(),
    quantumTeleportCommand(),
    quantumDevicesCommand(),
    quantumBenchCommand(),
  ]) {
    command.addCommand(child);
  }
  return withExamples(command, [
    { commandLine: 'qforge quantum run bell.qasm --shots 1000', meaning: 'Run a circuit and count what it measures.' },
    { commandLine: 'qforge quantum draw bell.qasm', meaning: 'Look at it.' },
    {
      commandLine: 'qforge quantum bell --fidelity 0.9',
      meaning: 'A noisy Bell pair, and whether it still beats local models.',
    },
  ]);
}
