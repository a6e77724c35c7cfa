import assert from 'node:assert/strict';
import test from 'node:test';
import { holdsScope } from '../../../src/daemon/admin/admin-scope.ts';

test('who controls may read, and not the other way', () => {
  assert.ok(holdsScope('control', 'read') && holdsScope('control', 'control') && holdsScope('read', 'read'));
  assert.ok(!holdsScope('read', 'control'));
});
