import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { humanLine } from '../../../src/monitor/logging/human-line.ts';
import { ACTED_ON, INJECTIONS, sampleEntry } from './sample-entry.ts';

test('an entry is one line: time, level, category, message, fields', () => {
  assert.equal(
    humanLine(sampleEntry('channel open', { peer: 'qf1a', afterMs: 3, why: 'a "good" one', none: '' })),
    '2026-11-30T09:20:00.007Z INFO  network     channel open  peer=qf1a afterMs=3 why="a \\"good\\" one" none=""\n',
  );
  assert.equal(humanLine(sampleEntry('bare')), '2026-11-30T09:20:00.007Z INFO  network     bare\n');
  assert.ok(humanLine({ ...sampleEntry('m'), traceId: 'ab', spanId: 'cd' }).endsWith('m  trace_id=ab span_id=cd\n'));
});

test('nobody can make another line of it, or move a cursor', () => {
  for (const text of INJECTIONS) {
    const line = humanLine(sampleEntry(text, { reason: text, [text]: text }));
    assert.equal(line.at(-1), '\n');
    assert.doesNotMatch(line.slice(0, -1), ACTED_ON);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (message, value) => {
      assert.doesNotMatch(humanLine(sampleEntry(message, { value })).slice(0, -1), ACTED_ON);
    }),
  );
});

test('a value cannot pretend to be another field', () => {
  assert.ok(humanLine(sampleEntry('m', { reason: 'x role=admin' })).endsWith('reason="x role=admin"\n'));
});
