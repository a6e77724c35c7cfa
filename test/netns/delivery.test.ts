import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deliveryFaults } from './delivery.ts';

const good = { wanted: 3, acknowledged: [1, 2, 3], taken: [1, 2, 3] };

test('a whole delivery has no faults, and each fault is named', () => {
  assert.deepEqual(deliveryFaults(good), []);
  assert.deepEqual(deliveryFaults({ ...good, acknowledged: [1, 2] }), ['not acknowledged: 3']);
  assert.deepEqual(deliveryFaults({ ...good, taken: [1, 3] }), ['not taken: 2']);
  assert.deepEqual(deliveryFaults({ ...good, taken: [1, 2, 2, 3] }), ['taken more than once: 2']);
  assert.deepEqual(deliveryFaults({ ...good, taken: [1, 2, 3, 4, Number.NaN] }), ['never sent: 4 NaN']);
  assert.deepEqual(deliveryFaults({ ...good, taken: [1, 3, 2] }), ['out of order: 2']);
});
