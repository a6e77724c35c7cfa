import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { printableJson } from '../../../src/base/index.ts';
import { jsonLine } from '../../../src/monitor/logging/json-line.ts';
import { ACTED_ON, INJECTIONS, sampleEntry, writtenLine } from './sample-entry.ts';

test('an entry is one JSON document with its fields apart', () => {
  const line = jsonLine({ ...sampleEntry('channel open', { peer: 'qf1a', age: 3 }), traceId: 'ab', spanId: 'cd' });
  assert.deepEqual(JSON.parse(line), {
    time: '2026-11-30T09:20:00.007Z',
    level: 'info',
    category: 'network',
    message: 'channel open',
    trace_id: 'ab',
    span_id: 'cd',
    fields: { peer: 'qf1a', age: 3 },
  });
  assert.ok(!jsonLine(sampleEntry('bare')).includes('fields'), 'what is not there is left out');
});

test('is what JSON.stringify makes of a record, which is slower', () => {
  const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.double(), fc.integer(), fc.boolean(), fc.constant(-0));
  // Whole numbers as names would be put in another order.
  const name = fc.string({ unit: 'grapheme' }).filter((text) => text !== '__proto__' && !/^\d+$/u.test(text));
  fc.assert(
    fc.property(
      fc.string(),
      fc.option(fc.string(), { nil: undefined }),
      fc.dictionary(name, value),
      (message, traceId, fields) => {
        const entry = { ...sampleEntry(message, fields), traceId };
        const record = {
          time: new Date(entry.timeMs).toISOString(),
          level: entry.level,
          category: entry.category,
          message,
          trace_id: traceId,
          fields: entry.fields.length === 0 ? undefined : Object.fromEntries(entry.fields),
        };
        assert.equal(jsonLine(entry), `${printableJson(JSON.stringify(record))}\n`);
      },
    ),
  );
});

describe('whoever writes into an entry', () => {
  for (const text of INJECTIONS) {
    test(`makes no other line and moves no cursor with ${JSON.stringify(text)}`, () => {
      const line = jsonLine(sampleEntry(text, { reason: text, [text]: text }));
      assert.equal(line.at(-1), '\n');
      assert.doesNotMatch(line.slice(0, -1), ACTED_ON);
      const { level, message, fields } = writtenLine(line);
      assert.deepEqual([level, message, fields], ['info', text, { reason: text, [text]: text }]);
    });
  }

  test('cannot name a field so that it becomes something else', () => {
    const fields = [
      ['__proto__', 'x'],
      ['level', 'error'],
    ] as const;
    const line = jsonLine({ ...sampleEntry('m'), fields });
    assert.ok(line.includes('"fields":{"__proto__":"x","level":"error"}'));
    assert.equal(writtenLine(line).level, 'info');
  });

  test('cannot break the document, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (message, value) => {
        const line = jsonLine(sampleEntry(message, { value }));
        assert.doesNotMatch(line.slice(0, -1), ACTED_ON);
        assert.equal(writtenLine(line).message, message);
      }),
    );
  });
});
