import assert from 'node:assert/strict';
import test from 'node:test';
import { BACK_TEST_ORIGINS, backTest, totalError } from '../../../src/monitor/trends/back-test.ts';
import type { ForecastMethod } from '../../../src/monitor/trends/forecast-method.ts';
import { naiveMethod } from '../../../src/monitor/trends/simple-methods.ts';

test('a method never sees what it is tested on', () => {
  const tunedOn: number[] = [];
  const fittedOn: number[] = [];
  const spy: ForecastMethod = {
    name: 'naive',
    needs: 1,
    tune: (values) => {
      tunedOn.push(values.length);
      return (seen) => {
        fittedOn.push(seen.length);
        return { degrees: 1, ahead: (steps) => ({ expected: seen.length - 1 + steps, deviation: 1 }) };
      };
    },
  };
  const values = Array.from({ length: 100 }, (_, at) => at);
  const tests = backTest(spy, values, 10);
  // The spy expects each value to be its own place: right only if it was asked for the values right after those it saw.
  assert.ok(tests.every(({ error }) => error === 0));
  assert.deepEqual(tunedOn, [50]);
  assert.equal(fittedOn.length, BACK_TEST_ORIGINS);
  assert.deepEqual([Math.min(...fittedOn), Math.max(...fittedOn)], [50, 90]);
  assert.deepEqual([...new Set(tests.map(({ steps }) => steps))], [3, 5, 8, 10]);
});

test('errors of a naive forecast are the differences themselves', () => {
  const values = Array.from({ length: 40 }, (_, at) => at * at);
  const tests = backTest(naiveMethod, values, 4);
  for (const { error, steps } of tests) assert.ok(error > 0 && steps >= 1 && steps <= 4);
  const [first] = tests;
  assert.deepEqual([first?.steps, first?.error], [1, 20 ** 2 - 19 ** 2]);
  assert.equal(
    totalError([
      { steps: 1, error: -2, deviation: 1, degrees: 1 },
      { steps: 1, error: 3, deviation: 1, degrees: 1 },
    ]),
    5,
  );
});

test('too few values are not tested', () => {
  assert.deepEqual(backTest(naiveMethod, [1, 2, 3, 4], 2), []);
});
