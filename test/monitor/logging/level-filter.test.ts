import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { LevelFilter } from '../../../src/monitor/logging/level-filter.ts';

test('one level holds for all categories, others for single ones, in any order', () => {
  for (const text of ['warn,network=debug,quantum=off', 'quantum=off,network=debug,warn']) {
    const filter = LevelFilter.parse(text);
    assert.deepEqual(
      [
        filter.keeps('info', 'security'),
        filter.keeps('warn', 'security'),
        filter.keeps('debug', 'network'),
        filter.keeps('trace', 'network'),
        filter.keeps('error', 'quantum'),
      ],
      [false, true, true, false, false],
    );
  }
  assert.equal(LevelFilter.parse('crypto=trace').keeps('info', 'user'), true, 'info, where nothing else is said');
});

test('what an auditor wants to find is kept whatever is said', () => {
  for (const text of ['off', 'error', 'audit=off,off']) assert.ok(LevelFilter.parse(text).keeps('info', 'audit'), text);
  assert.ok(!LevelFilter.parse('off').keeps('error', 'system'));
});

test('what is no level and no category is refused', () => {
  for (const text of ['', 'loud', 'info,', 'network=loud', 'weather=info', 'INFO', 'network=info=warn']) {
    assert.throws(
      () => LevelFilter.parse(text),
      (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
      text,
    );
  }
});
