import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createReducer } from '../../../src/consensus/index.ts';
import { EVIDENCE_PAGE, publishedSeeds } from './evidence-page.ts';
import { detectionIn } from './mutant-gate.ts';
import { type Mutant, mutants } from './mutants.ts';
import { runScenario } from './scenario.ts';
import type { ToyBlock } from './toy-chain.ts';

const published = publishedSeeds(readFileSync(EVIDENCE_PAGE, 'utf8'));
const sound: Mutant = { name: 'none', defect: 'none' };

test('every mutant is published, and nothing else is', () => {
  assert.ok(mutants.length >= 12, `${mutants.length} mutants`);
  assert.deepEqual(
    [...published.keys()],
    mutants.map(({ name }) => name),
  );
});

for (const mutant of mutants) {
  test(`the mutant "${mutant.name}" gives itself away in its published seeds, and the product does not`, () => {
    const seeds = published.get(mutant.name) ?? [];
    assert.ok(seeds.length > 0);
    for (const seed of seeds) {
      assert.ok(detectionIn(mutant, seed) !== undefined, `seed ${seed}`);
      const options = { nodes: 4, reduce: createReducer<ToyBlock>(), liveness: mutant.liveness ?? false };
      assert.deepEqual(runScenario(seed, options).violations, []);
    }
  });
}

test('a protocol without a defect is not called a mutant', () => {
  for (let seed = 1; seed <= 500; seed++) assert.equal(detectionIn(sound, seed), undefined);
});
