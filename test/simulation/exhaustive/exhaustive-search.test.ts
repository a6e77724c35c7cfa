import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EVIDENCE_PAGE } from '../twins/evidence-page.ts';
import { type Mutant, mutants } from '../twins/mutants.ts';
import { publishedSearches } from './exhaustive-evidence.ts';
import { ExhaustiveSearch } from './exhaustive-search.ts';

const published = publishedSearches(readFileSync(EVIDENCE_PAGE, 'utf8'));
/** Longer searches are for the command. */
const MAX_STATES = 1000;

for (const { faulty, crashes, states, decided } of published.product.filter((row) => row.crashes)) {
  test(`nothing is violated in any of the ${states} states with v${faulty} faulty${crashes ? ' and crashes' : ''}`, () => {
    const result = new ExhaustiveSearch({ rounds: 2, faulty, crashes }).run();
    assert.deepEqual([result.violation, result.isComplete], [undefined, true]);
    assert.deepEqual([result.states, result.decided], [states, decided]);
    assert.ok(result.values.length > 1, 'different blocks are decided on different ways: the search chooses');
  });
}

test('somebody who is alone in being faulty has no effect on what can be reached beside its number', () => {
  const [first, last] = [0, 3].map((faulty) => new ExhaustiveSearch({ rounds: 1, faulty, crashes: false }).run());
  assert.deepEqual([first?.states, first?.decided], [last?.states, last?.decided]);
});

test('the search says when it has not seen everything', () => {
  const result = new ExhaustiveSearch({ rounds: 2, faulty: 3, crashes: false, maxStates: 500 }).run();
  assert.equal(result.isComplete, false);
});

for (const [name, { faulty, crashes, states }] of published.mutants) {
  if (states > MAX_STATES) continue;
  test(`the mutant "${name}" is found by searching`, () => {
    const mutant = mutants.find((one) => one.name === name) as Mutant;
    const { violation } = new ExhaustiveSearch({ rounds: 2, faulty, crashes, mutant }).run();
    assert.ok(violation !== undefined && violation.steps.length > 0);
  });
}

test('most mutants are found by searching', () => {
  assert.ok(published.mutants.size >= 12, `${published.mutants.size} mutants`);
});
