import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CoverageMap } from './coverage-map.ts';

test('a branch that is taken for the first time is new, once, and only if it is remembered', async () => {
  using coverage = new CoverageMap();
  const { parseStrictJson } = await import('../../src/base/strict-json.ts');
  coverage.take(true);
  const loaded = coverage.covered;
  const run = (text: string): void => {
    try {
      parseStrictJson(Buffer.from(text), 'input', 5);
    } catch {
      // Refused inputs run code too.
    }
  };
  run('{"a":1}');
  assert.equal(coverage.take(true), true);
  run('{"b":2}');
  assert.equal(coverage.take(true), false);
  run('{"a":1,"a":2}');
  assert.equal(coverage.take(false), true);
  run('{"a":1,"a":2}');
  assert.equal(coverage.take(true), true);
  run('{"a":1,"a":2}');
  assert.equal(coverage.take(true), false);
  assert.ok(coverage.covered > loaded);
});
