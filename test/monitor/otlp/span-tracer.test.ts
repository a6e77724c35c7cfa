import assert from 'node:assert/strict';
import test from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import type { FinishedSpan } from '../../../src/monitor/otlp/span.ts';
import { SpanTracer } from '../../../src/monitor/otlp/span-tracer.ts';
import { ManualClock } from '../../client/manual-clock.ts';

test('a tracer keeps nothing until it has a sink, then each span once, as long as the work was', () => {
  const clock = new ManualClock();
  const tracer = new SpanTracer(clock);
  const early = tracer.begin('early', 'client');
  assert.equal(early.context, undefined);
  const spans: FinishedSpan[] = [];
  tracer.sendTo({ record: (span) => spans.push(span) });
  early.end();
  const outer = tracer.begin('outer', 'server', { traceId: 'ab'.repeat(16) });
  const inner = tracer.begin('inner', 'client', outer.context);
  clock.advance(30);
  inner.fail(new QForgeError('CHANNEL_CLOSED', { peer: 'x' }), { 'qforge.peer': 'x' });
  inner.end();
  clock.advance(10);
  outer.end({ 'qforge.bytes': 7 });
  outer.fail(new Error('too late'));
  assert.deepEqual(
    spans.map(({ name, kind, hasFailed, fields, startMs, endMs }) => [name, kind, hasFailed, fields, endMs - startMs]),
    [
      ['inner', 'client', true, { 'qforge.peer': 'x', 'error.type': 'CHANNEL_CLOSED' }, 30],
      ['outer', 'server', false, { 'qforge.bytes': 7 }, 40],
    ],
  );
  const [first, second] = spans;
  assert.deepEqual([first?.traceId, second?.traceId], ['ab'.repeat(16), 'ab'.repeat(16)]);
  assert.deepEqual([first?.parentId, second?.parentId], [second?.spanId, undefined]);
  tracer.sendTo(undefined);
  tracer.begin('late', 'client').end();
  assert.equal(spans.length, 2);
});
