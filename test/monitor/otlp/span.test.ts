import assert from 'node:assert/strict';
import test from 'node:test';
import { parseTraceparent } from '../../../src/base/index.ts';
import { OpenSpan } from '../../../src/monitor/otlp/span.ts';
import { ManualClock } from '../../client/manual-clock.ts';

test('goes on in the trace of whoever asks, and measures by the clock that does not jump', () => {
  const clock = new ManualClock();
  // The example of W3C Trace Context, §3.2
  const asked = parseTraceparent('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
  const open = new OpenSpan('work', 'server', clock, asked);
  const startMs = clock.wallMs();
  clock.advance(25);
  const { traceId, spanId, parentId, endMs, hasFailed, fields } = open.end({ status: 200 }, true);
  assert.deepEqual([traceId, parentId, hasFailed], ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7', true]);
  assert.deepEqual([endMs - startMs, fields], [25, { status: 200 }]);
  assert.equal(open.context.parentId, spanId);
  assert.notEqual(spanId, parentId);
});

test('begins a trace where nobody asks', () => {
  const one = new OpenSpan('work', 'internal', new ManualClock()).end();
  const other = new OpenSpan('work', 'internal', new ManualClock()).end();
  assert.match(one.traceId, /^[\da-f]{32}$/u);
  assert.equal(one.parentId, undefined);
  assert.notEqual(one.traceId, other.traceId);
});
