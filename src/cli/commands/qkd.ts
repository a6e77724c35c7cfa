import { Command, Option } from 'commander';
import { QForgeError } from '../../base/index.ts';
import { withExamples } from '../examples.ts';
import { plotQkd, type QkdPlotFlags } from '../qkd/qkd-plot.ts';
import { type QkdSimulateFlags, simulateQkd } from '../qkd/qkd-simulation.ts';
import { printQkdTable, type QkdTableFlags } from '../qkd/qkd-table.ts';

const PROTOCOLS = ['bb84', 'bb84-decoy', 'e91', 'bbm92', 'sarg04', 'six-state'];

/** `qforge qkd`: links of quantum key distribution, reckoned and simulated. Nothing it makes protects anything. */
export function qkdCommand(): Command {
  const command = new Command('qkd')
    .summary('simulate and plan links of quantum key distribution')
    .description('Links of quantum key distribution, by formula and by simulation. Simulated keys protect nothing.');
  command.addCommand(simulateCommand());
  command
    .command('table')
    .description('Print the figures of the literature, each computed from its formula.')
    .option('--json', 'print one JSON document')
    .action((flags: QkdTableFlags) => printQkdTable(flags));
  command
    .command('plot')
    .description('Draw key rates over distance, error rates over interception, and the efficiency of Cascade.')
    .option('-o, --output <folder>', 'where the pictures go', '.')
    .addOption(new Option('--theme <name>', 'colours').choices(['light', 'dark', 'both']).default('both'))
    .option('--json', 'print one JSON document')
    .action((flags: QkdPlotFlags) => plotQkd(flags));
  return withExamples(command, [
    {
      commandLine: 'qforge qkd simulate --analytic --source gys --distance 20 --distance 100',
      meaning: 'Key rates of a published link, by formula.',
    },
    {
      commandLine: 'qforge qkd simulate --protocol bb84 --distance 10 --eavesdropper intercept-resend --fraction 0.5',
      meaning: 'See a listener show in the errors.',
    },
    { commandLine: 'qforge qkd plot --output pictures', meaning: 'SVG and PNG, light and dark.' },
  ]);
}

function simulateCommand(): Command {
  return new Command('simulate')
    .description('Tell what a link yields: by formula, or by a simulation with one block of key made of it.')
    .addOption(new Option('--protocol <name>', 'protocol').choices(PROTOCOLS).default('bb84-decoy'))
    .requiredOption('--distance <km>', 'length of the fibre in km; may be given more than once', addDistance)
    .option('--analytic', 'by formula only')
    .addOption(new Option('--source <name>', 'parameters of the link').choices(['modern', 'gys']).default('modern'))
    .option('--mu <photons>', 'mean photons of the signal (0.48 by default)', number)
    .option('--nu <photons>', 'mean photons of the weak decoy (by default 0.05 by formula, 0.2 in simulations)', number)
    .addOption(
      new Option('--decoy <method>', 'what decoys reveal, by formula').choices(['infinite', 'vacuum+weak', 'none']),
    )
    .addOption(
      new Option('--eavesdropper <kind>', 'who listens')
        .choices(['none', 'intercept-resend', 'photon-number-splitting'])
        .default('none'),
    )
    .option('--fraction <share>', 'share of the pulses that is intercepted, 0 to 1', number)
    .option('--dead-time <pulses>', 'pulses for which the receiver is blind after a click', number)
    .option('--afterpulse <probability>', 'probability that a click makes another one later', number)
    .option('--pulses <count>', 'pulses of the simulated block; by default enough for a key', number)
    .option('--seed <text>', 'makes the simulation repeatable; otherwise it is random')
    .option('--json', 'print one JSON document on a line for each distance')
    .action((flags: QkdSimulateFlags) => simulateQkd(flags));
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new QForgeError('COMMAND_LINE_INVALID', { problem: `"${text}" is not a number` });
  }
  return value;
}

function addDistance(text: string, before: readonly number[] | undefined): readonly number[] {
  return [...(before ?? []), number(text)];
}
