import { isQForgeError } from './errors.ts';
import type { TraceContext } from './trace-context.ts';

/** What part a span has in a call between processes. */
export type SpanKind = 'internal' | 'server' | 'client';

/** Values that a span may carry: plain data, never secrets. */
export type SpanFields = Readonly<Record<string, string | number | boolean>>;

/** Which trace a span is of, and which span asked for it. */
export type SpanParent = Pick<TraceContext, 'traceId'> & Partial<TraceContext>;

/** A piece of work that is under way. */
export interface Span {
  /** What is handed to whoever is asked on behalf of it; undefined where nobody keeps spans. */
  readonly context: TraceContext | undefined;
  /** The work is done. Later calls change nothing. */
  end(fields?: SpanFields): void;
  /** The work has failed. */
  fail(error: unknown, fields?: SpanFields): void;
}

/** Where pieces of work are kept, handed in. Implementations must not throw. */
export interface Tracer {
  /** `parent` is the context of whoever asks, or a trace alone whose root this is; undefined begins a trace. */
  begin(name: string, kind: SpanKind, parent?: SpanParent): Span;
}

/** A tracer, and the span that work is a part of. */
export interface Tracing {
  readonly tracer: Tracer;
  readonly parent: SpanParent | undefined;
}

const silentSpan: Span = {
  context: undefined,
  end: () => {
    /* nothing is kept */
  },
  fail: () => {
    /* nothing is kept */
  },
};

/** A tracer that keeps nothing. */
export const silentTracer: Tracer = { begin: () => silentSpan };

/** How a piece of work appears in a trace. */
export interface SpanPlan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly fields?: SpanFields;
}

/** Does work in a span, which ends or fails with it; the work is told what to hand on. Rejects as the work does. */
export async function inSpan<T>(
  { tracer, parent }: Tracing,
  { name, kind, fields = {} }: SpanPlan,
  work: (context: TraceContext | undefined) => Promise<T>,
): Promise<T> {
  const span = tracer.begin(name, kind, parent);
  try {
    const result = await work(span.context);
    span.end(fields);
    return result;
  } catch (error) {
    span.fail(error, fields);
    throw error;
  }
}

/** What the field `error.type` of a failed span says. OpenTelemetry, "Recording errors" */
export function spanErrorType(error: unknown): string {
  return isQForgeError(error) ? error.code : 'INTERNAL';
}
