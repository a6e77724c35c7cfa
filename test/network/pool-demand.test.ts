import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { PoolDemand } from '../../src/network/pool-demand.ts';

const seed = Number(process.env['SEED'] ?? 20_261_130);

/** Stretches with these peaks, ending with nothing out; the targets after each. */
function targetsAfter(demand: PoolDemand, peaks: readonly number[]): readonly number[] {
  return peaks.map((peak) => {
    demand.note(peak);
    return demand.endStretch(0);
  });
}

describe('pool demand', () => {
  test('the target rises at once to what is out', () => {
    const demand = new PoolDemand();
    for (const [inUse, target] of [
      [3, 3],
      [1, 3],
      [7, 7],
    ] as const) {
      demand.note(inUse);
      assert.equal(demand.target, target);
    }
  });

  test('it falls after three calm stretches, half of the way to their highest peak', () => {
    assert.deepEqual(targetsAfter(new PoolDemand(), [100, 20, 40, 30]), [100, 100, 100, 70]);
    assert.deepEqual(targetsAfter(new PoolDemand(), [100, 0, 0, 0, 0, 0, 0]), [100, 100, 100, 50, 50, 50, 25]);
  });

  test('one stretch near the target begins the count again', () => {
    assert.deepEqual(targetsAfter(new PoolDemand(), [100, 10, 10, 76, 10, 10]), [100, 100, 100, 100, 100, 100]);
  });

  test('demand that swings by a quarter never moves it', () => {
    const swinging = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? 100 : 76));
    assert.ok(targetsAfter(new PoolDemand(), swinging).every((target) => target === 100));
  });

  test('it comes to nothing when nothing is wanted, and to the demand when that is steady', () => {
    const idle = targetsAfter(new PoolDemand(), [1000, ...Array.from({ length: 40 }, () => 0)]);
    assert.equal(idle.at(-1), 0);
    const steady = targetsAfter(new PoolDemand(), [1000, ...Array.from({ length: 40 }, () => 10)]);
    assert.ok((steady.at(-1) ?? 0) >= 10 && (steady.at(-1) ?? 0) <= 13, `${steady.at(-1)}`);
  });

  test(`it is never below what is out, nor above the highest peak (seed ${seed})`, () => {
    const history = fc.array(fc.record({ peak: fc.nat(100), left: fc.nat(100) }), { maxLength: 60 });
    fc.assert(
      fc.property(history, (stretches) => {
        const demand = new PoolDemand();
        let highest = 0;
        for (const { peak, left } of stretches) {
          demand.note(peak);
          const inUse = Math.min(left, peak);
          highest = Math.max(highest, peak);
          const target = demand.endStretch(inUse);
          assert.ok(target >= inUse && target <= highest, `${target} with ${inUse} out`);
        }
      }),
      { seed },
    );
  });
});
