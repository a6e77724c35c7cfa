export { assert, defined, unreachable } from './assert.ts';
export { byteString, concatBytes, equalPublicBytes, utf8, utf8Text } from './byte-arrays.ts';
export { ByteReader } from './byte-reader.ts';
export { ByteWriter } from './byte-writer.ts';
export { cancelled, orCancelled } from './cancellation.ts';
export type { Clock, ScheduledCall, ScheduleOptions } from './clock.ts';
export { type ErrorCode, type ErrorDetails, EXIT_CODES, errorCatalogue } from './error-catalogue.ts';
export { ERROR_CLASSES, type ErrorClass } from './error-class.ts';
export { isQForgeError, QForgeError } from './errors.ts';
export { EventHub, type EventListener } from './event-hub.ts';
export type { KeySource, SharedKey, SharedKeyStock } from './key-source.ts';
export { ListenerFailures, type ListenerKind } from './listener-failures.ts';
export { type LogCategory, type LogFields, type Logger, type LogLevel, silentLogger } from './logger.ts';
export { type MetricLabels, type MetricsSink, silentMetrics } from './metrics-sink.ts';
export { emptyPerformanceMetrics, type PerformanceMetrics } from './performance-metrics.ts';
export { printableJson, printableText } from './printable-text.ts';
export type { RandomSource } from './random-source.ts';
export { SecretBytes } from './secret-bytes.ts';
export {
  type SecurityEvent,
  type SecurityEventSink,
  type SecuritySeverity,
  severityLogLevels,
  silentSecurityEvents,
  type ThreatLevel,
  type ThreatReaction,
} from './security-event.ts';
export type { SecuritySignal, SecuritySignalSink } from './security-signal.ts';
export { SharedRound } from './shared-round.ts';
export { parseStrictJson } from './strict-json.ts';
export { systemClock } from './system-clock.ts';
export {
  beginTrace,
  continueTrace,
  formatTraceparent,
  MAX_TRACEPARENT_CHARS,
  parseTraceparent,
  type TraceContext,
} from './trace-context.ts';
export {
  inSpan,
  type Span,
  type SpanFields,
  type SpanKind,
  type SpanParent,
  type SpanPlan,
  silentTracer,
  spanErrorType,
  type Tracer,
  type Tracing,
} from './tracer.ts';
export type { Connection, ConnectionHandler, Listener, Transport } from './transport.ts';
