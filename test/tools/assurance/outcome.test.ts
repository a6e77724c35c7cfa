import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Claim, CommandEvidence, Evidence } from '../../../tools/assurance/claim.ts';
import { type EndedCommand, type EndedFile, hasEnded, outcomeOf, type Runs } from '../../../tools/assurance/outcome.ts';

const FILE = 'test/a.test.ts';
const command: CommandEvidence = { script: 'count', reduced: [], full: [], figure: /^(\d+) tried$/mu };
const claimOf = (...evidence: readonly Evidence[]): Claim => ({ group: 'g', claim: 'c', evidence });
const passed = (name: string) => ({ name, end: 'passed' as const });

function runsOf(file?: Omit<EndedFile, 'seconds'>, ended?: Omit<EndedCommand, 'seconds'>): Runs {
  return {
    files: new Map(file === undefined ? [] : [[FILE, { ...file, seconds: 2 }]]),
    commands: new Map(ended === undefined ? [] : [['npm run count', { ...ended, seconds: 3 }]]),
    isFull: false,
  };
}

const resultOf = (claim: Claim, runs: Runs): string => outcomeOf(claim, runs).result;

test('a claim passes when every test that shows it ran and passed', () => {
  const file = { tests: [passed('one'), passed('two')], figures: ['12 tried'] };
  const outcome = outcomeOf(claimOf({ tests: FILE }), runsOf(file));
  assert.deepEqual([outcome.result, outcome.tried, outcome.parts[0]?.details], ['passed', 2, ['12 tried']]);
  assert.equal(outcomeOf(claimOf({ tests: FILE, named: ['two'] }), runsOf(file)).tried, 1);
});

test('nothing passes that did not run: no file, no test of the name, a skipped one, no evidence at all', () => {
  const tests = claimOf({ tests: FILE });
  assert.equal(resultOf(tests, runsOf()), 'did not run');
  assert.equal(resultOf(tests, runsOf({ tests: [], figures: [] })), 'did not run');
  const skipped = { name: 'two', end: 'skipped' as const, reason: 'no disk' };
  const outcome = outcomeOf(tests, runsOf({ tests: [passed('one'), skipped], figures: [] }));
  assert.deepEqual([outcome.result, outcome.tried], ['SKIPPED', 1]);
  assert.match(outcome.parts[0]?.details.join() ?? '', /skipped: two: no disk/u);
  assert.equal(
    resultOf(claimOf({ tests: FILE, named: ['one', 'three'] }), runsOf({ tests: [passed('one')], figures: [] })),
    'did not run',
  );
  assert.equal(resultOf(claimOf(), runsOf()), 'did not run');
});

test('one test that fails, and a file that dies, fail the claim, whatever else passed', () => {
  const failed = { name: 'two', end: 'failed' as const, reason: 'wrong' };
  const both = claimOf({ tests: FILE }, command);
  const good = { code: 0, output: '5 tried\n' };
  assert.equal(resultOf(both, runsOf({ tests: [passed('one'), failed], figures: [] }, good)), 'failed');
  assert.equal(resultOf(both, runsOf({ tests: [passed('one')], figures: [], failure: 'it died' }, good)), 'failed');
  assert.equal(
    resultOf(claimOf({ tests: FILE, named: ['one'] }), runsOf({ tests: [passed('one'), failed], figures: [] })),
    'passed',
    'another test of the file shows something else',
  );
});

test('a command passes when it ends well and prints its figure', () => {
  const claim = claimOf(command);
  const outcome = outcomeOf(claim, runsOf(undefined, { code: 0, output: 'hello\n5 tried\n' }));
  assert.deepEqual([outcome.result, outcome.seconds, outcome.parts[0]?.details], ['passed', 3, ['5']]);
  assert.equal(resultOf(claim, runsOf()), 'did not run');
  assert.equal(resultOf(claim, runsOf(undefined, { code: 0, output: 'hello' })), 'did not run');
  assert.equal(resultOf(claim, runsOf(undefined, { code: 1, output: '5 tried' })), 'failed');
  assert.equal(resultOf(claim, runsOf(undefined, { code: null, output: '' })), 'failed');
});

test('a command that says that it cannot run here is skipped with its reason, also when the rest of it ran', () => {
  const output = '5 tried\nSKIPPED: loss: nft is not installed\n';
  const outcome = outcomeOf(claimOf(command), runsOf(undefined, { code: 0, output }));
  assert.deepEqual([outcome.result, outcome.tried], ['SKIPPED', 0]);
  assert.deepEqual(outcome.parts[0]?.details, ['SKIPPED: loss: nft is not installed']);
  assert.equal(resultOf(claimOf(command), runsOf(undefined, { code: 1, output })), 'failed');
});

test('a claim has ended when all that shows it has', () => {
  const both = claimOf({ tests: FILE }, command);
  const file = { tests: [passed('one')], figures: [] };
  assert.equal(hasEnded(both, runsOf(file)), false);
  assert.equal(hasEnded(both, runsOf(file, { code: 1, output: '' })), true);
});
