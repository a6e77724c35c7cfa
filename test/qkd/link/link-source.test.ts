import assert from 'node:assert/strict';
import test from 'node:test';
import { linkSetup, qkdProtocols } from '../../../src/qkd/link/link-setup.ts';
import { classesOf, simulatedLink, USUAL_DECOY_CHOICES } from '../../../src/qkd/link/link-source.ts';
import { RandomNumbers } from '../../../src/qkd/link/random-numbers.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { assertBinomial } from '../closeness.ts';

/** Bases that each end of each protocol uses. */
const BASES = {
  bb84: { alice: [0, 1], bob: [0, 1] },
  'bb84-decoy': { alice: [0, 1], bob: [0, 1] },
  sarg04: { alice: [0, 1], bob: [0, 1] },
  'six-state': { alice: [0, 1, 2], bob: [0, 1, 2] },
  bbm92: { alice: [0, 2], bob: [0, 2] },
  e91: { alice: [0, 1, 2], bob: [1, 2, 3] },
} as const;

const sorted = (values: ReadonlySet<number>): readonly number[] => [...values].toSorted((a, b) => a - b);

for (const protocol of qkdProtocols) {
  test(`${protocol} uses its bases, and its classes of pulses`, () => {
    const setup = linkSetup({ protocol, distanceKm: 1 });
    const found = simulatedLink(setup, new RandomNumbers(new SeededRandom(protocol))).run(20_000);
    const [alice, bob, classes] = [new Set<number>(), new Set<number>(), new Set<number>()];
    for (let index = 0; index < found.length; index++) {
      alice.add(found.aliceBasisAt(index));
      bob.add(found.bobBasisAt(index));
      classes.add(found.classAt(index));
    }
    assert.deepEqual(sorted(alice), [...BASES[protocol].alice]);
    assert.deepEqual(sorted(bob), [...BASES[protocol].bob]);
    assert.ok(classes.size <= classesOf(setup, USUAL_DECOY_CHOICES).length);
  });
}

test('decoy links choose the basis of the key as often as they are told', () => {
  const setup = linkSetup({ protocol: 'bb84-decoy', distanceKm: 1 });
  const found = simulatedLink(setup, new RandomNumbers(new SeededRandom('bases'))).run(200_000);
  let inKeyBasis = 0;
  for (let index = 0; index < found.length; index++) if (found.bobBasisAt(index) === 0) inKeyBasis++;
  assertBinomial(inKeyBasis, found.length, USUAL_DECOY_CHOICES.keyBasis, 'key basis');
});
