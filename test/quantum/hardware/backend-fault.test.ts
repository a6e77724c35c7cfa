import assert from 'node:assert/strict';
import test from 'node:test';
import { jobFailed, refused, unsuitable } from '../../../src/quantum/hardware/backend-fault.ts';

test('faults of backends name who and why', () => {
  assert.match(unsuitable('IonQ', 'noise').message, /The engine IonQ does not suit: it does not take noise/u);
  assert.deepEqual(jobFailed('b', 'j', 'no').details, { backend: 'b', jobId: 'j', reason: 'no' });
});

test('what a backend says is one short line without control characters', () => {
  const { reason } = refused('b', `a\n\tb\u001B[31m${'x'.repeat(1_000)}`).details;
  assert.ok(reason.startsWith('a b [31mxxx') && reason.length === 200);
});
