import assert from 'node:assert/strict';
import test from 'node:test';
import { failed, passed } from '../../../src/consensus/verification/method-result.ts';

test('what failed has no confidence, what passed has all of it unless it says otherwise', () => {
  assert.deepEqual(failed('QuantumState', 'few'), {
    method: 'QuantumState',
    passed: false,
    reason: 'few',
    confidence: 0,
  });
  assert.equal(passed('QuantumState', 'many').confidence, 1);
  assert.equal(passed('QuantumState', 'many', 0.999).confidence, 0.999);
});
