import assert from 'node:assert/strict';
import test from 'node:test';
import { type Coincidences, estimate } from '../../../src/consensus/verification/quantum-evidence.ts';
import { QuickChances } from '../../simulation/twins/quick-chances.ts';

const RISK = 0.05;
const chances = new QuickChances(2026);
const happens = (probability: number): boolean => chances.u32() / 2 ** 32 < probability;

/** Pairs measured in one setting, of which the correlation is known. */
function measured(correlation: number, trials: number): Coincidences {
  let same = 0;
  for (let trial = 0; trial < trials; trial++) if (happens((1 + correlation) / 2)) same += 1;
  return { same, different: trials - same };
}

/** How often, of 400 experiments, the interval has missed the truth. */
function missed(truth: number, run: () => ReturnType<typeof estimate>): number {
  let misses = 0;
  for (let experiment = 0; experiment < 400; experiment++) {
    const { low, high } = run();
    if (truth < low || truth > high) misses += 1;
  }
  return misses;
}

// Werner states of fidelity F: <XX> = -<YY> = <ZZ> = (4F - 1) / 3 and S = 2 sqrt(2) (4F - 1) / 3. The intervals are conservative: more than
// 20 expected misses of 400 would contradict them; the tests fail above 36, which has a chance below 0.001 even for exact intervals.
const LIMIT = 36;

test('the interval of the fidelity holds the truth as often as it says, for Werner states', () => {
  for (const fidelity of [0.5, 0.8, 0.95]) {
    const w = (4 * fidelity - 1) / 3;
    const run = () =>
      estimate({ kind: 'bell-tomography', x: measured(w, 200), y: measured(-w, 200), z: measured(w, 200) }, RISK);
    assert.ok(missed(fidelity, run) <= LIMIT);
  }
});

test('and that of S, for the best settings', () => {
  const e = Math.SQRT1_2 * 0.9;
  const run = () =>
    estimate(
      {
        kind: 'chsh',
        ab: measured(e, 200),
        abPrime: measured(e, 200),
        aPrimeB: measured(e, 200),
        aPrimeBPrime: measured(-e, 200),
      },
      RISK,
    );
  assert.ok(missed(4 * e, run) <= LIMIT);
});

test('and that of the agreement of a QKD session', () => {
  const run = () => {
    const { different } = measured(0.92, 300);
    return estimate({ kind: 'qkd-session', comparedBits: 300, errors: different }, RISK);
  };
  assert.ok(missed(0.96, run) <= LIMIT);
});

test('perfect counts give the perfect value, and the interval says how little few of them prove', () => {
  const perfect = (trials: number) => ({ same: trials, different: 0 });
  const opposite = (trials: number) => ({ same: 0, different: trials });
  const of = (trials: number) =>
    estimate({ kind: 'bell-tomography', x: perfect(trials), y: opposite(trials), z: perfect(trials) }, 0.001);
  assert.deepEqual([of(10).value, of(10_000).value], [1, 1]);
  assert.ok(of(10).low < 0.5 && of(10_000).low > 0.99);
  assert.deepEqual(of(0).low, 0);
});

test('counts that are none are refused', () => {
  for (const [comparedBits, errors] of [
    [10, 11],
    [10, -1],
    [1.5, 0],
    [Number.NaN, 0],
    [2 ** 60, 0],
  ] as const) {
    assert.throws(() => estimate({ kind: 'qkd-session', comparedBits, errors }, RISK), { code: 'ARGUMENT_INVALID' });
  }
});
