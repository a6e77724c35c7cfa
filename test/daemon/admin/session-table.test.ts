import assert from 'node:assert/strict';
import test from 'node:test';
import { MAX_SESSIONS, SESSION_LIFE_MS, SessionTable } from '../../../src/daemon/admin/session-table.ts';
import { ManualClock } from '../../client/manual-clock.ts';

test('a session has the scope it was opened with, until it ends', () => {
  const clock = new ManualClock();
  const table = new SessionTable(clock);
  const [reading, controlling] = [table.open('read'), table.open('control')];
  assert.notEqual(reading, controlling);
  assert.deepEqual([table.scopeOf(reading), table.scopeOf(controlling)], ['read', 'control']);
  assert.equal(table.scopeOf('made up'), undefined);
  clock.advance(SESSION_LIFE_MS - 1);
  assert.equal(table.scopeOf(reading), 'read');
  clock.advance(1);
  assert.equal(table.scopeOf(reading), undefined);
});

test('a session that was closed is gone, others stay', () => {
  const table = new SessionTable(new ManualClock());
  const [one, other] = [table.open('read'), table.open('read')];
  table.close(one);
  table.close('made up');
  assert.deepEqual([table.scopeOf(one), table.scopeOf(other)], [undefined, 'read']);
});

test('the oldest gives way', () => {
  const table = new SessionTable(new ManualClock());
  const first = table.open('read');
  const others = Array.from({ length: MAX_SESSIONS }, () => table.open('read'));
  assert.equal(table.scopeOf(first), undefined);
  assert.ok(others.every((secret) => table.scopeOf(secret) === 'read'));
});
