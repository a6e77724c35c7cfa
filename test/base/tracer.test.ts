import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../src/base/errors.ts';
import { inSpan, type Span, type SpanParent, silentTracer, spanErrorType, type Tracer } from '../../src/base/tracer.ts';

/** Writes down what is asked of it. */
class WrittenTracer implements Tracer {
  readonly lines: string[] = [];

  begin(name: string, kind: string, parent?: SpanParent): Span {
    this.lines.push(`begin ${name} ${kind} under ${parent?.traceId ?? 'nothing'}`);
    return {
      context: { traceId: parent?.traceId ?? 'new', parentId: name, isSampled: true },
      end: (fields = {}) => this.lines.push(`end ${name} ${JSON.stringify(fields)}`),
      fail: (error, fields = {}) => this.lines.push(`fail ${name} ${spanErrorType(error)} ${JSON.stringify(fields)}`),
    };
  }
}

describe('work in a span', () => {
  test('ends with it, and is told what to hand on', async () => {
    const tracer = new WrittenTracer();
    const plan = { name: 'work', kind: 'client', fields: { peers: 2 } } as const;
    const result = await inSpan({ tracer, parent: { traceId: 't' } }, plan, (context) =>
      Promise.resolve([context?.traceId, context?.parentId]),
    );
    assert.deepEqual(result, ['t', 'work']);
    assert.deepEqual(tracer.lines, ['begin work client under t', 'end work {"peers":2}']);
  });

  test('fails with it, by the code of the error, and the error passes', async () => {
    const tracer = new WrittenTracer();
    const refused = new QForgeError('CHANNEL_CLOSED', { peer: 'x' });
    for (const error of [refused, new Error('unforeseen')]) {
      const work = inSpan({ tracer, parent: undefined }, { name: 'w', kind: 'internal' }, () => Promise.reject(error));
      await assert.rejects(work, error);
    }
    assert.deepEqual(
      tracer.lines.filter((line) => line.startsWith('fail')),
      ['fail w CHANNEL_CLOSED {}', 'fail w INTERNAL {}'],
    );
  });

  test('of the silent tracer belongs to no trace', async () => {
    const plan = { name: 'w', kind: 'server' } as const;
    assert.equal(
      await inSpan({ tracer: silentTracer, parent: { traceId: 't' } }, plan, (context) => Promise.resolve(context)),
      undefined,
    );
    await assert.rejects(
      inSpan({ tracer: silentTracer, parent: undefined }, plan, () => Promise.reject(new Error('x'))),
      /x/u,
    );
  });
});
