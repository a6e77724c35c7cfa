import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { RandomSource } from '../../src/base/index.ts';
import {
  beginTrace,
  continueTrace,
  formatTraceparent,
  MAX_TRACEPARENT_CHARS,
  parseTraceparent,
} from '../../src/base/trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

describe('traceparent', () => {
  test('reads the examples of the recommendation (W3C Trace Context §3.2.2.5)', () => {
    assert.deepEqual(parseTraceparent(`00-${TRACE}-${PARENT}-01`), {
      traceId: TRACE,
      parentId: PARENT,
      isSampled: true,
    });
    assert.deepEqual(parseTraceparent(`00-${TRACE}-${PARENT}-00`), {
      traceId: TRACE,
      parentId: PARENT,
      isSampled: false,
    });
  });

  // The cases of the test suite of the recommendation (w3c/trace-context, test/test.py), by name.
  for (const [name, header, isTaken] of [
    ['traceparent_version_0x00: no more after the flags', `00-${TRACE}-${PARENT}-01.`, false],
    ['traceparent_version_0x00: not even with a dash', `00-${TRACE}-${PARENT}-01-what-the-future-will-be-like`, false],
    ['traceparent_version_0xcc: a version of the future', `cc-${TRACE}-${PARENT}-01`, true],
    ['traceparent_version_0xcc: with more behind', `cc-${TRACE}-${PARENT}-01-what-the-future-will-be-like`, true],
    ['traceparent_version_0xcc: only with a dash', `cc-${TRACE}-${PARENT}-01.what-the-future-will-not-be-like`, false],
    ['traceparent_version_0xff: forbidden', `ff-${TRACE}-${PARENT}-01`, false],
    ['traceparent_version_illegal_characters', `.0-${TRACE}-${PARENT}-01`, false],
    ['traceparent_version_illegal_characters', `0.-${TRACE}-${PARENT}-01`, false],
    ['traceparent_version_too_long', `000-${TRACE}-${PARENT}-01`, false],
    ['traceparent_version_too_short', `0-${TRACE}-${PARENT}-01`, false],
    ['traceparent_trace_id_all_zero', `00-${'0'.repeat(32)}-${PARENT}-01`, false],
    ['traceparent_trace_id_illegal_characters', `00-.${TRACE.slice(1)}-${PARENT}-01`, false],
    ['traceparent_trace_id_illegal_characters: capitals', `00-${TRACE.toUpperCase()}-${PARENT}-01`, false],
    ['traceparent_trace_id_too_long', `00-${TRACE}7-${PARENT}-01`, false],
    ['traceparent_trace_id_too_short', `00-${TRACE.slice(1)}-${PARENT}-01`, false],
    ['traceparent_parent_id_all_zero', `00-${TRACE}-${'0'.repeat(16)}-01`, false],
    ['traceparent_parent_id_illegal_characters', `00-${TRACE}-.${PARENT.slice(1)}-01`, false],
    ['traceparent_parent_id_too_long', `00-${TRACE}-${PARENT}7-01`, false],
    ['traceparent_parent_id_too_short', `00-${TRACE}-${PARENT.slice(1)}-01`, false],
    ['traceparent_trace_flags_illegal_characters', `00-${TRACE}-${PARENT}-.0`, false],
    ['traceparent_trace_flags_illegal_characters', `00-${TRACE}-${PARENT}-0.`, false],
    ['traceparent_trace_flags_too_long', `00-${TRACE}-${PARENT}-001`, false],
    ['traceparent_trace_flags_too_short', `00-${TRACE}-${PARENT}-1`, false],
    ['nothing', '', false],
    ['a line feed behind', `00-${TRACE}-${PARENT}-01\n`, false],
    ['without end', `cc-${TRACE}-${PARENT}-01-${'x'.repeat(MAX_TRACEPARENT_CHARS)}`, false],
  ] as const) {
    test(`${isTaken ? 'takes' : 'ignores'} ${name}`, () => {
      assert.equal(parseTraceparent(header) !== undefined, isTaken);
    });
  }

  test('reads what it wrote, and takes unknown flags for what they say of sampling', () => {
    assert.equal(parseTraceparent(`00-${TRACE}-${PARENT}-ff`)?.isSampled, true);
    assert.equal(parseTraceparent(`00-${TRACE}-${PARENT}-fe`)?.isSampled, false);
    const hex = (length: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: length, maxLength: length });
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (traceId, parentId, isSampled) => {
        fc.pre(/[^0]/u.test(traceId) && /[^0]/u.test(parentId));
        const context = { traceId, parentId, isSampled };
        assert.deepEqual(parseTraceparent(formatTraceparent(context)), context);
      }),
    );
  });
});

test('a trace begins with IDs that are not all zero, and is continued under the same trace ID', () => {
  const draws = [0, 0xab, 0, 0, 0xcd, 0xef];
  const random: RandomSource = { fill: (target) => target.fill(draws.shift() ?? 1) };
  const context = beginTrace(random);
  assert.deepEqual(context, { traceId: 'ab'.repeat(16), parentId: 'cd'.repeat(8), isSampled: true });
  assert.deepEqual(continueTrace(context, random), { ...context, parentId: 'ef'.repeat(8) });
});
