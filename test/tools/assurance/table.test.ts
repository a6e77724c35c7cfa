import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../../../tools/assurance/outcome.ts';
import { assuranceTable } from '../../../tools/assurance/table.ts';

const evidence = { tests: 'test/a.test.ts' };
const outcomeOf = (result: Outcome['result'], details: readonly string[]): Outcome => ({
  claim: { group: 'records', claim: `it is ${result}`, evidence: [evidence] },
  result,
  tried: 3,
  seconds: 1.25,
  parts: [{ evidence, result, tried: 3, seconds: 1.25, details }],
});
const outcomes = [outcomeOf('passed', ['10 tried']), outcomeOf('failed', ['wrong']), outcomeOf('SKIPPED', ['no disk'])];

test('a table has a row for each claim, and says why rows did not pass', () => {
  assert.deepEqual(assuranceTable(outcomes, false, false).split('\n'), [
    'group    what must hold  tried  seconds  result',
    '-------  --------------  -----  -------  -------',
    'records  it is passed    3      1.3      passed',
    'records  it is failed    3      1.3      failed',
    '    failed: test/a.test.ts (3)',
    '      wrong',
    'records  it is SKIPPED   3      1.3      SKIPPED',
    '    SKIPPED: test/a.test.ts (3)',
    '      no disk',
    '',
    '3 claims: 1 passed, 1 failed, 1 SKIPPED, 0 did not run',
  ]);
});

test('with figures every row shows its evidence', () => {
  assert.match(
    assuranceTable(outcomes, false, true),
    /it is passed .*\n {4}passed: test\/a\.test\.ts \(3\)\n {6}10 tried/u,
  );
});
