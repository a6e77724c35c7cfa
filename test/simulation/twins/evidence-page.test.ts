import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evidencePage, publishedSeeds } from './evidence-page.ts';

test('the page says which seeds were found, and they can be read from it again', () => {
  const rows = [
    {
      mutant: { name: 'no-lock', defect: 'does not lock' },
      detections: [3, 14].map((seed) => ({ seed, violation: 'agreement: a and b' })),
    },
    {
      mutant: { name: 'lazy', defect: 'waits', liveness: true },
      detections: [{ seed: 5, violation: 'termination: v0' }],
    },
  ];
  const page = evidencePage(rows);
  assert.match(page, /\| no-lock \| does not lock \| storm \| 3, 14 \| agreement \|/u);
  assert.match(page, /\| lazy \| waits \| liveness \| 5 \| termination \|/u);
  assert.deepEqual(
    [...publishedSeeds(page)],
    [
      ['no-lock', [3, 14]],
      ['lazy', [5]],
    ],
  );
});
