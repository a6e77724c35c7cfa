import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssuranceRun } from '../../../tools/assurance/assurance-run.ts';
import type { Claim } from '../../../tools/assurance/claim.ts';

const version = { script: 'qforge', reduced: ['--version'], full: [], figure: /^qforge \d\S*/mu };
const wrong = { script: 'qforge', reduced: ['--nothing-of-this-name'], full: [], figure: /./u };
const claims: readonly Claim[] = [
  { group: 'g', claim: 'holds', evidence: [version] },
  { group: 'g', claim: 'holds too', evidence: [{ ...version }] },
  { group: 'g', claim: 'does not hold', evidence: [version, wrong] },
];

test('what several claims name runs once, and each claim is told as soon as it is decided', async () => {
  const run = new AssuranceRun(claims, false);
  assert.deepEqual(
    run.outcomes.map(({ result }) => result),
    ['did not run', 'did not run', 'did not run'],
  );
  const told: string[] = [];
  await run.run(1, {
    ended: (name, _, done, all) => told.push(`${done}/${all} ${name}`),
    decided: ({ claim, result }) => told.push(`${claim.claim}: ${result}`),
  });
  assert.deepEqual(told, [
    '1/2 npm run qforge -- --version',
    'holds: passed',
    'holds too: passed',
    '2/2 npm run qforge -- --nothing-of-this-name',
    'does not hold: failed',
  ]);
  assert.deepEqual(
    run.outcomes.map(({ result }) => result),
    ['passed', 'passed', 'failed'],
  );
});
