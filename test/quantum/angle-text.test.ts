import assert from 'node:assert/strict';
import test from 'node:test';
import { angleText } from '../../src/quantum/angle-text.ts';

test('fractions of pi are written as such', () => {
  assert.equal(angleText(Math.PI), 'pi');
  assert.equal(angleText(-Math.PI / 2), '-pi/2');
  assert.equal(angleText((3 * Math.PI) / 4, 'π'), '3*π/4');
  assert.equal(angleText(2 * Math.PI), '2*pi');
  assert.equal(angleText(0), '0');
});

test('other angles keep every digit', () => {
  for (const angle of [0.1, 1 / 3, Math.PI / 2 + 1e-15, 100 * Math.PI, -1e-20])
    assert.equal(Number(angleText(angle)), angle);
});
