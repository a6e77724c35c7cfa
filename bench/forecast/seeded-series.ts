import type { SeededStream } from '../detect/seeded-stream.ts';

/** A kind of series of which the truth is known: it is drawn by a formula from a seed. */
export interface SeriesKind {
  readonly name: string;
  readonly draw: (random: SeededStream, length: number) => number[];
}

const DEVIATION = 5;

/** A formula of the place in the series, with independent normal noise. */
function noisy(name: string, truth: (at: number, length: number) => number): SeriesKind {
  return {
    name,
    draw: (random, length) => Array.from({ length }, (_, at) => truth(at, length) + DEVIATION * random.normal()),
  };
}

/** Sums of normal steps. */
function walking(name: string, step: number): SeriesKind {
  const draw = (random: SeededStream, length: number): number[] => {
    let level = 2000;
    return Array.from({ length }, () => (level += step + DEVIATION * random.normal()));
  };
  return { name, draw };
}

/** Noise of which each value remembers the one before. */
const wandering: SeriesKind = {
  name: 'level, noise that remembers (AR 0.8)',
  draw: (random, length) => {
    let noise = 0;
    return Array.from({ length }, () => 500 + (noise = 0.8 * noise + DEVIATION * random.normal()));
  },
};

/** Series whose future follows from their past. */
export const forecastKinds: readonly SeriesKind[] = [
  noisy('level', () => 500),
  noisy('line', (at) => 1000 - 2 * at),
  noisy('season of 24', (at) => 500 + 60 * Math.sin((2 * Math.PI * at) / 24)),
  noisy('season of 24 on a line', (at) => 500 + at / 4 + 60 * Math.sin((2 * Math.PI * at) / 24)),
  walking('random walk', 0),
  walking('random walk that drifts', -2),
  wandering,
  noisy('level that shifted', (at) => (at < 120 ? 500 : 560)),
];

/** Series in which nothing changes but by chance. */
export const quietKinds: readonly SeriesKind[] = forecastKinds.filter(
  ({ name }) => !name.includes('walk') && !name.includes('shift'),
);

/** A level that is another from the middle on, by so many deviations. */
export function shifted(byDeviations: number): SeriesKind {
  return noisy(`shift by ${byDeviations} deviations`, (at, length) =>
    at < length / 2 ? 500 : 500 + byDeviations * DEVIATION,
  );
}

/** A pool that is drawn from and filled, until it is dry: `perStep` less each time, in steps that vary. */
export function drainingPool(
  random: SeededStream,
  start: number,
  perStep: number,
  variation: number,
): readonly number[] {
  const levels = [start];
  while ((levels.at(-1) ?? 0) > 0) levels.push((levels.at(-1) ?? 0) - perStep + variation * random.normal());
  return levels;
}

/** One value far out, by so many deviations, as the last of a level with noise. */
export function withSpike(random: SeededStream, length: number, byDeviations: number): readonly number[] {
  const values = Array.from({ length }, () => 500 + DEVIATION * random.normal());
  values[length - 1] = 500 + byDeviations * DEVIATION;
  return values;
}
