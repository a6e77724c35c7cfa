import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { publishedSearches } from '../exhaustive/exhaustive-evidence.ts';
import { EVIDENCE_PAGE, publishedSeeds } from './evidence-page.ts';
import { type FreshRun, freshRunsSection, withFreshRun } from './fresh-runs.ts';

const run: FreshRun = {
  nodes: 7,
  liveness: false,
  from: 5,
  seeds: 10,
  violations: 0,
  decided: 20,
  secondsPerMillion: 100,
  seedsPerThreadSecond: 9000,
};

test('a run takes the place of the last one of its kind, and nothing else of the page changes', () => {
  const page = 'above\n';
  const first = withFreshRun(page, run);
  const second = withFreshRun(withFreshRun(first, { ...run, nodes: 4 }), { ...run, seeds: 99 });
  const rows = second.split('\n').filter((line) => /^\| \d/u.test(line));
  assert.deepEqual(
    rows.map((row) => row.split(' | ').slice(0, 4).join(' ')),
    ['| 4 storm 5 10', '| 7 storm 5 99'],
  );
  assert.ok(second.startsWith(page) && freshRunsSection(second).length === second.length - page.length);
  assert.equal(
    withFreshRun(first, { ...run, liveness: true }).split('| 7 |').length,
    3,
    'another mode is another kind',
  );
});

test('the published page still says the same of mutants and searches', () => {
  const page = readFileSync(EVIDENCE_PAGE, 'utf8');
  const changed = withFreshRun(page, run);
  assert.deepEqual([...publishedSeeds(changed)], [...publishedSeeds(page)]);
  assert.deepEqual(publishedSearches(changed), publishedSearches(page));
});
