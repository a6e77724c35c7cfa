import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERROR_CLASSES, errorCatalogue } from '../../src/base/index.ts';
import { defaultRecovery, recoveryFor } from '../../src/resilience/recovery-policy.ts';
import { examples } from './failures.ts';

test('every class has a recovery, and a code may have one of its own', () => {
  for (const [name, error] of Object.entries(examples)) {
    assert.equal(recoveryFor(defaultRecovery, error), defaultRecovery[name as keyof typeof examples]);
  }
  assert.deepEqual(Object.keys(examples).toSorted(), Object.keys(ERROR_CLASSES).toSorted());
  const policy = { ...defaultRecovery, codes: { DISK_FULL: { kind: 'ignore' } as const } };
  assert.equal(recoveryFor(policy, examples.resource).kind, 'ignore');
  assert.equal(recoveryFor(policy, new TypeError('a defect')), defaultRecovery.critical);
});

test('nothing that has to do with security is ever tried again by itself', () => {
  for (const [code, { errorClass }] of Object.entries(errorCatalogue)) {
    if (errorClass === 'security') assert.equal(defaultRecovery[errorClass].kind, 'escalate', code);
  }
});
