import {
  type Clock,
  type Span,
  type SpanKind,
  type SpanParent,
  silentTracer,
  spanErrorType,
  type Tracer,
} from '../../base/index.ts';
import { OpenSpan, type SpanSink } from './span.ts';

/** Hands spans to a sink. Until it has one, it keeps nothing and costs nothing. */
export class SpanTracer implements Tracer {
  readonly #clock: Clock;
  #sink: SpanSink | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Spans that begin from now on go there; undefined: nowhere. */
  sendTo(sink: SpanSink | undefined): void {
    this.#sink = sink;
  }

  begin(name: string, kind: SpanKind, parent?: SpanParent): Span {
    const sink = this.#sink;
    if (sink === undefined) return silentTracer.begin(name, kind, parent);
    const open = new OpenSpan(name, kind, this.#clock, parent);
    let isOver = false;
    const once = (record: () => void): void => {
      if (!isOver) record();
      isOver = true;
    };
    return {
      context: open.context,
      end: (fields = {}) => once(() => sink.record(open.end(fields))),
      fail: (error, fields = {}) =>
        once(() => sink.record(open.end({ ...fields, 'error.type': spanErrorType(error) }, true))),
    };
  }
}
