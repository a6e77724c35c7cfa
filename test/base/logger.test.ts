import assert from 'node:assert/strict';
import test from 'node:test';
import { type LogLevel, silentLogger } from '../../src/base/logger.ts';

test('the silent logger takes entries of every level and writes nothing', (t) => {
  const out = t.mock.method(process.stdout, 'write', () => true);
  const err = t.mock.method(process.stderr, 'write', () => true);
  for (const level of ['trace', 'debug', 'info', 'warn', 'error'] satisfies LogLevel[]) {
    assert.equal(silentLogger.log(level, 'system', 'nobody hears this', { count: 1 }), undefined);
  }
  assert.equal(out.mock.callCount() + err.mock.callCount(), 0);
});
