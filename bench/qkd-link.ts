import { linkSetup, linkSources, RandomNumbers, SeededRandom, simulatedLink } from '../src/qkd/index.ts';
import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { type BenchmarkResult, type Measurement, measurementOf } from './measurement.ts';
import { type PairedFigures, pairedRuns, type Side } from './paired-runs.ts';
import { threadRate } from './thread-time.ts';

const STATED_MPULSES_PER_S = 20;
const LINKS = [
  { name: 'qkd-link', source: 'gys', distanceKm: 20, pulses: 10_000_000 },
  { name: 'the same without fibre', source: 'gys', distanceKm: 0, pulses: 1_000_000 },
  { name: 'efficient detectors, 50 km', source: 'modern', distanceKm: 50, pulses: 2_000_000 },
] as const;
type Link = (typeof LINKS)[number];
const DRAWS = 1_000_000;

/** Pulses of decoy BB84 that are simulated, event by event, in a second on one core. */
export const qkdLink: Benchmark = {
  name: 'qkd-link',
  title: 'pulses of decoy BB84 simulated in a second of CPU time, 20 km of the link of Gobby, Yuan and Shields',
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  const forMs = quick ? 100 : 400;
  const sides: Side[] = LINKS.map((link) => ({
    label: link.name,
    run: () => Promise.resolve(pulseRate(link, forMs)),
  }));
  sides.push({ label: 'random numbers', run: () => Promise.resolve(drawRate(forMs)) });
  const figures = await pairedRuns(sides, quick ? { warmUps: 1, runs: 2 } : { warmUps: 2, runs: 10 });
  const [first, ...others] = LINKS.map((link) => measured(figures, link));
  if (first === undefined) throw new RangeError('there is nothing to measure');
  return { ...first, details: others, facts: {} };
}

function measured(figures: PairedFigures, { name }: Link): Measurement {
  return measurementOf(
    { name, unit: 'M pulses/s', better: 'higher', peerName: 'stated bar', limitName: 'one random number a pulse' },
    {
      ours: figures.of(name, 'mPerS'),
      peer: STATED_MPULSES_PER_S,
      limit: figures.of('random numbers', 'mPerS'),
    },
  );
}

function pulseRate({ source, distanceKm, pulses }: Link, forMs: number): { readonly mPerS: number } {
  const setup = linkSetup({ protocol: 'bb84-decoy', distanceKm, parameters: linkSources[source] });
  const link = simulatedLink(setup, new RandomNumbers(new SeededRandom('bench link')));
  return { mPerS: threadRate(pulses, forMs, () => link.run(pulses)) / 1000 };
}

function drawRate(forMs: number): { readonly mPerS: number } {
  const random = new RandomNumbers(new SeededRandom('bench draws'));
  let sum = 0;
  const perMs = threadRate(DRAWS, forMs, () => {
    for (let draw = 0; draw < DRAWS; draw++) sum += random.uniform();
  });
  return { mPerS: sum > 0 ? perMs / 1000 : Number.NaN };
}
