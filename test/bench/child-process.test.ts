import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RoleProcess } from '../../bench/child-process.ts';

describe('role process', { timeout: 600_000 }, () => {
  test('errors of a command come back as errors, and the process lives on', async () => {
    const role = new RoleProcess('pool');
    try {
      await assert.rejects(role.call('nonsense'), /has no command nonsense/);
      const figures = await role.figures('pool', { bytes: 1000, count: 100 });
      assert.deepEqual(Object.keys(figures), ['meanUs', 'p50Us', 'p99Us']);
    } finally {
      await role.stop();
    }
  });

  test('a process that ends fails what waits for it', async () => {
    const role = new RoleProcess('pool');
    const waiting = assert.rejects(role.call('pool', { bytes: 1000, count: 2e7 }), /the pool process ended/);
    await role.stop();
    await waiting;
    await role.stop();
  });
});
