import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  bitFlip,
  Circuit,
  dephasing,
  depolarizing,
  depolarizing2,
  exactBranches,
  FRAME_SHOTS,
  FrameSampler,
  type RandomDraws,
} from '../../../src/quantum/index.ts';
import { amplitudeDamping } from '../../../src/quantum/noise/noise-channel.ts';
import { whyNotFrames } from '../../../src/quantum/stabilizer/frame-sampler.ts';
import { chiSquareP } from '../chi-square.ts';
import { drawQubits, randomCliffordCircuit, seededDraws } from '../random-circuit.ts';

const SIGNIFICANCE = 1e-7;

/** How often each number was seen in some batches, bit 0 lowest. */
function sampledCounts(circuit: Circuit, batches: number, draws: RandomDraws): number[] {
  const counts = Array.from({ length: 2 ** circuit.bits }, () => 0);
  const sampler = new FrameSampler(circuit, draws);
  for (let batch = 0; batch < batches; batch++) {
    const words = sampler.nextBatch();
    for (let shot = 0; shot < FRAME_SHOTS; shot++) {
      const seen = words.reduce(
        (sum, column, bit) => sum + (((column[shot >> 5] ?? 0) >>> (shot & 31)) & 1) * 2 ** bit,
        0,
      );
      counts[seen] = (counts[seen] ?? 0) + 1;
    }
  }
  return counts;
}

function exactProbabilities(circuit: Circuit): number[] {
  const probabilities = Array.from({ length: 2 ** circuit.bits }, () => 0);
  for (const { bits, probability } of exactBranches(circuit)) {
    const seen = bits.reduce((sum, bit, index) => sum + bit * 2 ** index, 0);
    probabilities[seen] = (probabilities[seen] ?? 0) + probability;
  }
  return probabilities;
}

/** Clifford gates with noise, a measurement on the way, a Pauli gate that depends on it, and a reset. */
function noisyCircuit(draws: RandomDraws): Circuit {
  const circuit = new Circuit(3, 4);
  const [first = 0, second = 1] = drawQubits(2, 3, draws);
  circuit.append(randomCliffordCircuit(3, 8, draws));
  circuit.noise(depolarizing(0.2), first).noise(depolarizing2(0.3), second, first).noise(dephasing(0.1), second);
  circuit.append(randomCliffordCircuit(3, 5, draws)).measure(first, 3, { zeroAsOne: 0.1, oneAsZero: 0.3 });
  circuit.when(3, 1, (inner) => inner.gate('y', [second])).noise(bitFlip(0.15), first);
  circuit.append(randomCliffordCircuit(3, 5, draws)).reset(second);
  circuit.append(randomCliffordCircuit(3, 5, draws));
  return circuit.measure(0).measure(1).measure(2, 2, { zeroAsOne: 0.2, oneAsZero: 0 });
}

describe('sampling by frames', () => {
  test('agrees with exact probabilities, noise and conditions included (40 circuits, seeds 90-129, significance 1e-7 each)', () => {
    for (let seed = 90; seed < 130; seed++) {
      const draws = seededDraws(seed);
      const circuit = noisyCircuit(draws);
      const expected = exactProbabilities(circuit).map((value) => 8 * FRAME_SHOTS * (value < 1e-9 ? 0 : value));
      const counts = sampledCounts(circuit, 8, draws);
      for (const [index, count] of counts.entries())
        assert.ok(count === 0 || (expected[index] ?? 0) > 0, 'the impossible');
      const p = chiSquareP(counts, expected);
      assert.ok(p > SIGNIFICANCE, `seed ${seed}: p = ${p}`);
    }
  });

  test('takes conditions on several bits, negated ones too', () => {
    const circuit = new Circuit(3, 3).h(0).h(1).measure(0).measure(1);
    circuit.when([0, 1], 2, (inner) => inner.x(2), { negated: true }).measure(2);
    const counts = sampledCounts(circuit, 4, seededDraws(91));
    for (const [seen, count] of counts.entries()) {
      const isPossible = seen >> 2 === (seen % 4 === 2 ? 0 : 1);
      assert.equal(count > 0, isPossible, `${seen}`);
    }
  });

  test('a condition that no bits can meet is never met', () => {
    const circuit = new Circuit(2, 2)
      .when([0], 2, (inner) => inner.x(1))
      .measure(0)
      .measure(1);
    assert.deepEqual(sampledCounts(circuit, 1, seededDraws(92)), [FRAME_SHOTS, 0, 0, 0]);
  });

  test('certain errors strike every shot', () => {
    const circuit = new Circuit(1, 1).noise(bitFlip(1), 0).measure(0);
    assert.deepEqual(sampledCounts(circuit, 1, seededDraws(93)), [0, FRAME_SHOTS]);
  });

  test('says what it cannot take', () => {
    const why = (circuit: Circuit): string | undefined => {
      const [operation] = circuit.operations.slice(-1);
      return operation === undefined ? '' : whyNotFrames(operation);
    };
    assert.equal(why(new Circuit(2).cx(0, 1)), undefined);
    assert.match(why(new Circuit(2).gate('t', [0])) ?? '', /t is no Clifford gate/u);
    assert.match(why(new Circuit(3).gate('ccx', [0, 1, 2])) ?? '', /x with 2 controls is no/u);
    assert.match(why(new Circuit(2).noise(amplitudeDamping(0.1), 0)) ?? '', /no Pauli noise/u);
    assert.match(why(new Circuit(2).when(0, 1, (inner) => inner.h(0))) ?? '', /under a condition/u);
    assert.match(why(new Circuit(2).when(0, 1, (inner) => inner.reset(0))) ?? '', /reset under a condition/u);
    assert.match(why(new Circuit(2).when(0, 1, (inner) => inner.noise(bitFlip(0.1), 0))) ?? '', /noise under/u);
  });
});
