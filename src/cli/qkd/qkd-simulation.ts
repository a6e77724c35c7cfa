import { randomBytes } from 'node:crypto';
import { QForgeError, systemClock } from '../../base/index.ts';
import type {
  AnalyticLink,
  DecoyMethod,
  Eavesdropper,
  LinkParameters,
  LinkSimulation,
  LinkSourceName,
  QkdProtocolName,
} from '../../qkd/index.ts';
import { printJsonLine, printLines, printNote } from '../standard-output.ts';
import { alignedTable, tabSeparated } from '../table.ts';
import { isTerminal } from '../terminal.ts';

/** Flags of `qforge qkd simulate`. */
export interface QkdSimulateFlags {
  readonly protocol: QkdProtocolName;
  readonly distance: readonly number[];
  readonly analytic?: true;
  readonly source: LinkSourceName;
  readonly mu?: number;
  readonly nu?: number;
  readonly decoy?: DecoyMethod;
  readonly eavesdropper: Eavesdropper['kind'];
  readonly fraction?: number;
  readonly deadTime?: number;
  readonly afterpulse?: number;
  readonly pulses?: number;
  readonly seed?: string;
  readonly json?: true;
}

/** What is common to reckoned and simulated links. */
interface Row {
  readonly protocol: string;
  readonly distanceKm: number;
  readonly gain: number;
  readonly qber: number | undefined;
  readonly secretKeyRatePerPulse: number;
  readonly finalBits?: number;
  readonly aborted?: string | undefined;
  readonly source: string;
  readonly analytic?: true;
  readonly seed?: string;
}

const COLUMNS = ['protocol', 'km', 'gain', 'QBER', 'key bits/pulse', 'result'].map((title, index) => ({
  title,
  alignRight: index > 0 && index < 5,
}));
/** Mean time until a trapped carrier is set free, in pulses, when afterpulses are asked for. */
const AFTERPULSE_MEAN_PULSES = 100;
const SEED_BYTES = 8;
/** Detections of a simulated block of decoy pulses: enough for a key on poor links too. */
const DECOY_DETECTIONS = 2_500_000;
/** Digits of figures in the table. */
const DIGITS = 4;

/** Reckons or simulates a link at each distance and prints what it yields. */
export async function simulateQkd(flags: QkdSimulateFlags): Promise<void> {
  assertConsistent(flags);
  const seed = flags.seed ?? randomBytes(SEED_BYTES).toString('hex');
  const lines: string[][] = [];
  for (const distanceKm of flags.distance) {
    const row =
      flags.analytic === true ? await byFormula(flags, distanceKm) : await bySimulation(flags, distanceKm, seed);
    if (flags.json === true) printJsonLine(row);
    else lines.push(readable(row));
  }
  if (flags.json === true) return;
  printLines(isTerminal(process.stdout) ? alignedTable(COLUMNS, lines) : tabSeparated(lines));
  if (flags.analytic !== true) printNote(`simulated, with the seed "${seed}": these keys protect nothing`);
}

function assertConsistent({ analytic, eavesdropper, fraction, decoy }: QkdSimulateFlags): void {
  const refuse = (problem: string): never => {
    throw new QForgeError('COMMAND_LINE_INVALID', { problem });
  };
  if (eavesdropper === 'intercept-resend' && fraction === undefined) refuse('intercept-resend needs --fraction');
  if (eavesdropper !== 'intercept-resend' && fraction !== undefined) refuse('--fraction is for intercept-resend');
  if (decoy !== undefined && analytic !== true)
    refuse('--decoy is for --analytic: a simulation sends vacuum and weak decoys');
}

async function byFormula(flags: QkdSimulateFlags, distanceKm: number): Promise<Row> {
  const { analyticLink, linkSetup, DEFAULT_INTENSITIES } = await import('../../qkd/index.ts');
  const { signal, weak } = DEFAULT_INTENSITIES;
  const setup = linkSetup({
    protocol: flags.protocol,
    distanceKm,
    parameters: await parametersOf(flags),
    intensities: { signal: flags.mu ?? signal, weak: flags.nu ?? weak },
    decoy: flags.decoy ?? 'infinite',
    eavesdropper: eavesdropperOf(flags),
  });
  const link: AnalyticLink = analyticLink(setup);
  return { ...link, source: flags.source, analytic: true };
}

async function bySimulation(flags: QkdSimulateFlags, distanceKm: number, seed: string): Promise<Row> {
  const { simulateLink, SeededRandom, SHORT_BLOCK_INTENSITIES } = await import('../../qkd/index.ts');
  const { signal, weak } = SHORT_BLOCK_INTENSITIES;
  const result: LinkSimulation = await simulateLink(
    {
      protocol: flags.protocol,
      distanceKm,
      parameters: await parametersOf(flags),
      intensities: { signal: flags.mu ?? signal, weak: flags.nu ?? weak },
      eavesdropper: eavesdropperOf(flags),
      random: new SeededRandom(seed),
      ...(flags.pulses === undefined ? {} : { pulsesPerBlock: flags.pulses }),
      ...(flags.protocol === 'bb84-decoy' ? { detectionsWanted: DECOY_DETECTIONS } : {}),
    },
    systemClock,
  );
  return { ...result, source: flags.source, seed };
}

async function parametersOf(flags: QkdSimulateFlags): Promise<LinkParameters> {
  const { linkSources } = await import('../../qkd/index.ts');
  const { deadTime = 0, afterpulse = 0 } = flags;
  return {
    ...linkSources[flags.source],
    deadTimePulses: deadTime,
    afterpulseProbability: afterpulse,
    afterpulseMeanPulses: AFTERPULSE_MEAN_PULSES,
  };
}

function eavesdropperOf({ eavesdropper, fraction = 0 }: QkdSimulateFlags): Eavesdropper {
  return eavesdropper === 'intercept-resend' ? { kind: eavesdropper, fraction } : { kind: eavesdropper };
}

function readable(row: Row): string[] {
  const figure = (value: number | undefined): string =>
    value === undefined ? '-' : String(Number(value.toPrecision(DIGITS)));
  const bits = row.finalBits === undefined ? 'by formula' : `${row.finalBits} bits of key`;
  const result = row.aborted === undefined ? bits : `no key: ${row.aborted}`;
  return [
    row.protocol,
    String(row.distanceKm),
    figure(row.gain),
    figure(row.qber),
    figure(row.secretKeyRatePerPulse),
    result,
  ];
}
