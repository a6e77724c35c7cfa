import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { threatFigures } from '../../../bench/detect/threat-figures.ts';

const FOLDER = join(import.meta.dirname, '../../../docs/img');

test('the pictures of the documents are what the seeded scenarios draw', () => {
  const figures = threatFigures();
  assert.equal(figures.length, 2);
  for (const { name, svg } of figures) {
    assert.equal(readFileSync(join(FOLDER, name), 'utf8'), svg, `${name}: run "npm run detect -- --figures docs/img"`);
    assert.match(svg, /<polyline/u);
  }
});
