import assert from 'node:assert/strict';
import test from 'node:test';
import { type Span, type SpanParent, silentTracer, type Tracer } from '../../src/base/index.ts';
import { DialTrace } from '../../src/network/dial-trace.ts';

/** Numbers spans as they begin, and says under which they are. */
class TreeTracer implements Tracer {
  readonly lines: string[] = [];
  #count = 0;

  begin(name: string, _kind: string, parent?: SpanParent): Span {
    this.#count += 1;
    const number = String(this.#count);
    this.lines.push(`${number} ${name} under ${parent?.parentId ?? parent?.traceId ?? 'nothing'}`);
    return {
      context: { traceId: parent?.traceId ?? 'new', parentId: number, isSampled: true },
      end: (fields = {}) => this.lines.push(`${number} ended ${Object.values(fields).join(' ')}`.trim()),
      fail: (error) => this.lines.push(`${number} failed: ${String(error)}`),
    };
  }
}

const channel = { channelId: 'c', peerId: 'bob', hasBegun: false };

test('a dial, its connection and its handshake are one tree in the trace of the channel', async () => {
  const tracer = new TreeTracer();
  const trace = new DialTrace(tracer, channel, 'tcp://bob');
  await trace.whole(async () => {
    await trace.dial(() => Promise.resolve());
    await trace.handshake((tracing) => {
      tracing?.tracer.begin('key fetch', 'client', tracing.parent).end();
      return Promise.resolve();
    });
  });
  assert.deepEqual(tracer.lines, [
    '1 channel establish under c',
    '2 dial under 1',
    '2 ended tcp://bob',
    '3 handshake under 1',
    '4 key fetch under 3',
    '4 ended',
    '3 ended',
    '1 ended bob tcp://bob',
  ]);
});

test('a dial that fails says where, and a channel that has begun is resumed', async () => {
  const tracer = new TreeTracer();
  const trace = new DialTrace(tracer, { ...channel, hasBegun: true }, 'tcp://bob');
  await assert.rejects(trace.whole(() => trace.dial(() => Promise.reject(new Error('refused')))));
  assert.deepEqual(tracer.lines, [
    '1 channel resume under c',
    '2 dial under 1',
    '2 failed: Error: refused',
    '1 failed: Error: refused',
  ]);
});

test('without anybody who keeps spans a handshake is part of nothing', async () => {
  for (const tracer of [undefined, silentTracer]) {
    const trace = new DialTrace(tracer, channel, 'tcp://bob');
    assert.equal(await trace.whole(() => trace.handshake((tracing) => Promise.resolve(tracing))), undefined);
  }
});
