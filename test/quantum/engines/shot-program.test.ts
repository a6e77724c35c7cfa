import assert from 'node:assert/strict';
import test from 'node:test';
import { countShots, runShot, type ShotProgram } from '../../../src/quantum/engines/shot-program.ts';
import { seededDraws } from '../random-circuit.ts';

/** Counts up through its bits by one step a shot, and copies bit 0 to bit 2 under a condition. */
function countingProgram(): ShotProgram & { readonly begun: () => number } {
  let shots = 0;
  return {
    bits: 3,
    begun: () => shots,
    begin: () => {
      shots += 1;
    },
    steps: [
      {
        when: undefined,
        act: (bits) => {
          bits[0] = shots % 2;
        },
      },
      {
        when: [{ bits: [0], value: 1, negated: false }],
        act: (bits) => {
          bits[2] = 1;
        },
      },
    ],
  };
}

test('every shot begins anew, with bits of its own', () => {
  const program = countingProgram();
  assert.deepEqual([...runShot(program, seededDraws(1))], [1, 0, 1]);
  assert.deepEqual([...runShot(program, seededDraws(1))], [0, 0, 0]);
  assert.equal(program.begun(), 2);
});

test('shots are counted', () => {
  assert.deepEqual(
    [...countShots(countingProgram(), 9, seededDraws(1))],
    [
      ['000', 4],
      ['101', 5],
    ],
  );
});
