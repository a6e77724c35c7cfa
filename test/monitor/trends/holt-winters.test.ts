import assert from 'node:assert/strict';
import test from 'node:test';
import { SeededStream } from '../../../bench/detect/seeded-stream.ts';
import { holtMethod, holtWintersMethod } from '../../../src/monitor/trends/holt-winters.ts';

interface State {
  level: number;
  trend: number;
  season: number[];
}

/** Draws from the model itself, so that its own formula for the variance can be held against what happens. */
function drawn(
  state: State,
  smoothing: readonly [number, number, number],
  random: SeededStream,
  length: number,
): number[] {
  const [alpha, beta, gamma] = smoothing;
  const { season } = state;
  return Array.from({ length }, (_, at) => {
    const place = season.length === 0 ? 0 : at % season.length;
    const error = random.normal();
    const value = state.level + state.trend + (season[place] ?? 0) + error;
    state.level += state.trend + alpha * error;
    state.trend += beta * error;
    if (season.length > 0) season[place] = (season[place] ?? 0) + gamma * error;
    return value;
  });
}

test('a season on a line without noise goes on exactly', () => {
  const truth = (at: number): number => 100 + 2 * at + ([0, 9, -4, -5][at % 4] ?? 0);
  const values = Array.from({ length: 40 }, (_, at) => truth(at));
  const fitted = holtWintersMethod(4).tune(values)(values);
  for (const steps of [1, 2, 3, 4, 5, 11]) {
    const { expected, deviation } = fitted.ahead(steps);
    assert.ok(Math.abs(expected - truth(39 + steps)) < 1e-6 && deviation < 1e-6, `${steps}: ${expected}`);
  }
});

test('a line without noise goes on exactly', () => {
  const values = Array.from({ length: 30 }, (_, at) => 5 - 3 * at);
  const { expected } = holtMethod.tune(values)(values).ahead(10);
  assert.ok(Math.abs(expected - (5 - 3 * 39)) < 1e-6);
});

/**
 * Errors of many forecasts of the model's own draws, over the deviations that it states: their mean square is 1 if the formula is right. With 300
 * series the deviation of that mean is about 8 %, and parameters are estimated: a factor that is off by a half is seen.
 */
test('errors are as large as it says, with and without a season, near and far', (t) => {
  const cases = [
    { method: holtMethod, smoothing: [0.5, 0.1, 0] as const, period: 0 },
    { method: holtWintersMethod(6), smoothing: [0.4, 0.05, 0.3] as const, period: 6 },
  ];
  for (const { method, smoothing, period } of cases) {
    for (const steps of [1, 6, 24]) {
      const squares = Array.from({ length: 300 }, (_, trial) => {
        const random = new SeededStream(`${method.name} ${steps} ${trial}`);
        const season = Array.from({ length: period }, () => 8 * random.normal());
        const values = drawn({ level: 50, trend: 0.2, season }, smoothing, random, 300 + steps);
        const seen = values.slice(0, 300);
        const { expected, deviation } = method.tune(seen)(seen).ahead(steps);
        return (((values.at(-1) ?? 0) - expected) / deviation) ** 2;
      });
      const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
      t.diagnostic(`${method.name}, ${steps} steps: mean square ${mean.toFixed(3)}`);
      assert.ok(mean > 0.7 && mean < 1.4, `${method.name} ${steps}: ${mean}`);
    }
  }
});
