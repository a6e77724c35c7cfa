import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentSecurityEvents } from '../../src/base/security-event.ts';

test('the silent sink takes every event and keeps nothing', () => {
  const event = { type: 'entropy-readmitted', severity: 'info', atMs: 1, subject: 'system' } as const;
  assert.equal(silentSecurityEvents.emit(event), undefined);
  assert.deepEqual(Object.keys(silentSecurityEvents), ['emit']);
});
