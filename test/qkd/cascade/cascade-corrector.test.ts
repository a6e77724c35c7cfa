import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { CascadeCorrector } from '../../../src/qkd/cascade/cascade-corrector.ts';
import { type CascadeName, cascadeVariants } from '../../../src/qkd/cascade/cascade-variant.ts';
import { reconcileLocally } from '../../../src/qkd/cascade/local-cascade.ts';
import { ParityAnswerer } from '../../../src/qkd/cascade/parity-answerer.ts';
import { binaryEntropy } from '../../../src/qkd/link/binary-entropy.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { keysWithErrors, noisyKeys } from '../noisy-keys.ts';

interface Published {
  readonly keyBits: number;
  readonly variants: Readonly<Record<CascadeName, readonly { readonly qber: number; readonly efficiency: number }[]>>;
}

const published = JSON.parse(
  readFileSync(new URL('../../../testdata/qkd/cascade-efficiency.json', import.meta.url), 'utf8'),
) as Published;
const QBERS = [0.01, 0.02, 0.05, 0.1];
const RUNS = 8;
const TOLERANCE = 0.03;

/** Mean efficiency f = disclosed / (n h(Q)) over some keys, all of which must come out right. */
function efficiency(name: CascadeName, qber: number): number {
  const random = new SeededRandom(`efficiency ${name} ${qber}`);
  let disclosed = 0;
  for (let run = 0; run < RUNS; run++) {
    const { right, noisy, errors } = keysWithErrors(random, published.keyBits, published.keyBits * qber);
    const seed = random.fill(new Uint8Array(16));
    const outcome = reconcileLocally(right, noisy, seed, cascadeVariants[name], qber);
    assert.deepEqual(outcome.bits, right);
    assert.equal(outcome.corrected % 2, errors % 2);
    disclosed += outcome.disclosed;
  }
  return disclosed / RUNS / published.keyBits / binaryEntropy(qber);
}

describe(`efficiency at 10,000 bits, mean of ${RUNS} keys: within ${TOLERANCE} of the published means, or better`, () => {
  for (const name of ['original', 'biconf', 'opt2', 'opt3'] as const) {
    test(name, (t) => {
      for (const qber of QBERS) {
        const found = efficiency(name, qber);
        const wanted = published.variants[name].find((point) => point.qber === qber)?.efficiency ?? 0;
        t.diagnostic(`Q = ${qber}: ${found.toFixed(3)}, published ${wanted}`);
        assert.ok(found > 1 && found < wanted + TOLERANCE);
      }
    });
  }
  for (const name of ['opt7', 'opt8'] as const) {
    test(`${name} reaches the 1.05 to 1.06 of the paper it comes from`, (t) => {
      for (const qber of QBERS) {
        const found = efficiency(name, qber);
        t.diagnostic(`Q = ${qber}: ${found.toFixed(3)}`);
        assert.ok(found > 1 && found < 1.06 + TOLERANCE);
      }
    });
  }
});

test('what is disclosed is what the other end was asked', () => {
  const random = new SeededRandom('accounts');
  const { right, noisy } = noisyKeys(random, 3000, 0.04);
  const seed = random.fill(new Uint8Array(16));
  const answerer = new ParityAnswerer(right, seed);
  const dialogue = new CascadeCorrector(noisy, seed, cascadeVariants.opt7, 0.04).run();
  let [step, asked, rounds] = [dialogue.next(new Uint8Array(0)), 0, 0];
  while (step.done !== true) {
    asked += step.value.count;
    rounds++;
    step = dialogue.next(answerer.answer(step.value));
  }
  assert.equal(step.value.disclosed, asked);
  assert.equal(step.value.rounds, rounds);
  assert.equal(answerer.disclosed, asked);
});

describe('odd sizes', () => {
  for (const length of [1, 2, 3, 37, 100, 1000, 70_001]) {
    test(`${length} bits`, () => {
      const random = new SeededRandom(`length ${length}`);
      for (const name of ['original', 'biconf', 'opt2', 'opt8'] as const) {
        const { right, noisy } = noisyKeys(random, length, 0.05);
        const seed = random.fill(new Uint8Array(16));
        const { bits } = reconcileLocally(right, noisy, seed, cascadeVariants[name], 0.05);
        const left = bits.reduce((sum, bit, index) => sum + (bit ^ (right[index] ?? 0)), 0);
        assert.ok(left <= 2, `${name}: ${left} errors are left`);
      }
    });
  }
  test('equal keys need no correction', () => {
    const { right } = noisyKeys(new SeededRandom('equal'), 500, 0);
    const outcome = reconcileLocally(right, right, new Uint8Array(16), cascadeVariants.original, 0.02);
    assert.equal(outcome.corrected, 0);
    assert.deepEqual(outcome.bits, right);
  });
  test('the key that was handed in is left as it was', () => {
    const { right, noisy } = noisyKeys(new SeededRandom('copy'), 500, 0.05);
    const before = noisy.slice();
    reconcileLocally(right, noisy, new Uint8Array(16), cascadeVariants.original, 0.05);
    assert.deepEqual(noisy, before);
  });
});

test('answers that make no sense end in an error, not in an endless dialogue', () => {
  const random = new SeededRandom('lies');
  for (const name of ['original', 'biconf', 'opt8'] as const) {
    const { noisy } = noisyKeys(random, 2000, 0.05);
    const dialogue = new CascadeCorrector(noisy, new Uint8Array(16), cascadeVariants[name], 0.05).run();
    assert.throws(
      () => {
        let step = dialogue.next(new Uint8Array(0));
        while (step.done !== true) {
          step = dialogue.next(Uint8Array.from({ length: step.value.count }, () => random.u32() & 1));
        }
      },
      (error) => isQForgeError(error, 'QKD_ABORTED'),
      name,
    );
  }
});
