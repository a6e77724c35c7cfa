import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAtLeast, LOG_CATEGORIES, LOG_LEVELS } from '../../../src/monitor/logging/log-entry.ts';

test('levels have an order, and every category is there', () => {
  const kept = LOG_LEVELS.map((lowest) => LOG_LEVELS.filter((level) => isAtLeast(level, lowest)).length);
  assert.deepEqual(kept, [5, 4, 3, 2, 1]);
  assert.deepEqual(LOG_CATEGORIES.toSorted(), [
    'audit',
    'consensus',
    'crypto',
    'error',
    'network',
    'performance',
    'quantum',
    'security',
    'system',
    'user',
  ]);
});
