import assert from 'node:assert/strict';
import test from 'node:test';
import { alertId } from '../../../src/monitor/alerts/alert.ts';

test('the ID is the same for the same rule and series, and another for others', () => {
  assert.equal(alertId('r', 's'), alertId('r', 's'));
  assert.match(alertId('r', 's'), /^[\da-f]{16}$/u);
  assert.equal(new Set([alertId('r', 's'), alertId('r', 't'), alertId('q', 's'), alertId('rs', '')]).size, 4);
});
