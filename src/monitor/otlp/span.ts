import { randomFillSync } from 'node:crypto';
import {
  beginTrace,
  type Clock,
  continueTrace,
  type RandomSource,
  type SpanFields,
  type SpanKind,
  type SpanParent,
  type TraceContext,
} from '../../base/index.ts';

/** What part a span has in a call between processes; numbers are those of OpenTelemetry. */
export const SPAN_KINDS: Readonly<Record<SpanKind, number>> = { internal: 1, server: 2, client: 3 };

/** A piece of work that is done. */
export interface FinishedSpan {
  /** 32 hex digits: the work that it is a part of, wherever that is done. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** The span that asked for it; undefined at the root. */
  readonly parentId: string | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  /** Wall-clock times, in milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  readonly hasFailed: boolean;
  readonly fields: SpanFields;
}

/** Where spans go. Must not throw. */
export interface SpanSink {
  record(span: FinishedSpan): void;
}

const random: RandomSource = { fill: (bytes) => randomFillSync(bytes) };

/** A piece of work that is under way. */
export class OpenSpan {
  /** What is handed to whoever is asked on behalf of it. */
  readonly context: TraceContext;
  readonly #parentId: string | undefined;
  readonly #name: string;
  readonly #kind: SpanKind;
  readonly #clock: Clock;
  readonly #startWallMs: number;
  readonly #startMs: number;

  /** `parent` is the context of whoever asks, or a trace alone whose root this is; undefined begins a trace. */
  constructor(name: string, kind: SpanKind, clock: Clock, parent?: SpanParent) {
    const begun = beginTrace(random);
    this.context = parent === undefined ? begun : continueTrace({ ...begun, ...parent }, random);
    this.#parentId = parent?.parentId;
    this.#name = name;
    this.#kind = kind;
    this.#clock = clock;
    this.#startWallMs = clock.wallMs();
    this.#startMs = clock.monotonicMs();
  }

  /** The span as it is when the work is done. Its length does not depend on the wall clock. */
  end(fields: SpanFields = {}, hasFailed = false): FinishedSpan {
    const lengthMs = this.#clock.monotonicMs() - this.#startMs;
    return {
      traceId: this.context.traceId,
      spanId: this.context.parentId,
      parentId: this.#parentId,
      name: this.#name,
      kind: this.#kind,
      startMs: this.#startWallMs,
      endMs: this.#startWallMs + lengthMs,
      hasFailed,
      fields,
    };
  }
}
