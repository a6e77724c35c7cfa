import type { SpanFields } from '../../base/index.ts';
import type { DistributionSnapshot } from '../distribution.ts';
import type { MetricSnapshot, SeriesSnapshot } from '../metrics-registry.ts';
import { seriesUnit } from '../trends/series-name.ts';
import { type FinishedSpan, SPAN_KINDS } from './span.ts';

// OTLP 1, JSON encoding: names in camel case, 64-bit integers as decimal text, IDs as hexadecimal text, enumerations as numbers.
// Source: OpenTelemetry Protocol, "JSON Protobuf Encoding", and opentelemetry-proto 1.x

/** `AGGREGATION_TEMPORALITY_CUMULATIVE` */
const CUMULATIVE = 2;
/** `STATUS_CODE_ERROR` */
const FAILED = 2;

/** Units by the names of UCUM, which OpenTelemetry wants. */
const UNITS: Readonly<Record<string, string>> = {
  seconds: 's',
  bytes: 'By',
  ratio: '1',
  'bytes per second': 'By/s',
  count: '1',
};

/** Who measures: a `service.name`, a version, and an instance. */
export interface OtlpResource {
  readonly name: string;
  readonly version: string;
  readonly instance: string;
}

/** Metrics as the body of `/v1/metrics`; values count from `startMs`. */
export function otlpMetrics(
  metrics: readonly MetricSnapshot[],
  from: OtlpResource,
  startMs: number,
  atMs: number,
): object {
  const time = { startTimeUnixNano: nanoseconds(startMs), timeUnixNano: nanoseconds(atMs) };
  const scope = { scope: scopeOf(from), metrics: metrics.map((metric) => otlpMetric(metric, time)) };
  return { resourceMetrics: [{ resource: resourceOf(from), scopeMetrics: [scope] }] };
}

/** Spans as the body of `/v1/traces`. */
export function otlpTraces(spans: readonly FinishedSpan[], from: OtlpResource): object {
  const scope = { scope: scopeOf(from), spans: spans.map(otlpSpan) };
  return { resourceSpans: [{ resource: resourceOf(from), scopeSpans: [scope] }] };
}

interface PointTime {
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
}

function otlpMetric({ name, description, series }: MetricSnapshot, time: PointTime): object {
  const { kind, help, buckets } = description;
  const unit = UNITS[seriesUnit({ kind: 'value', metric: name })] ?? '1';
  const head = { name, description: help, unit };
  if (kind === 'histogram') {
    const dataPoints = series.map((one) => histogramPoint(one, buckets, time));
    return { ...head, histogram: { dataPoints, aggregationTemporality: CUMULATIVE } };
  }
  const dataPoints = series.map(({ labels, value }) => ({
    attributes: attributesOf(labels),
    ...time,
    asDouble: value,
  }));
  if (kind === 'gauge') return { ...head, gauge: { dataPoints } };
  return { ...head, sum: { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: true } };
}

function histogramPoint({ labels, value }: SeriesSnapshot, bounds: readonly number[], time: PointTime): object {
  const { count, sum, cumulative } = value as DistributionSnapshot;
  const counts = [...cumulative, count].map((upTo, at) => upTo - (cumulative[at - 1] ?? 0));
  return {
    attributes: attributesOf(labels),
    ...time,
    count: String(count),
    sum,
    bucketCounts: counts.map(String),
    explicitBounds: bounds,
  };
}

function otlpSpan({ traceId, spanId, parentId, name, kind, startMs, endMs, hasFailed, fields }: FinishedSpan): object {
  return {
    traceId,
    spanId,
    ...(parentId === undefined ? {} : { parentSpanId: parentId }),
    name,
    kind: SPAN_KINDS[kind],
    startTimeUnixNano: nanoseconds(startMs),
    endTimeUnixNano: nanoseconds(endMs),
    attributes: attributesOf(fields),
    status: hasFailed ? { code: FAILED } : {},
  };
}

function resourceOf({ name, version, instance }: OtlpResource): object {
  return {
    attributes: attributesOf({ 'service.name': name, 'service.version': version, 'service.instance.id': instance }),
  };
}

function scopeOf({ name, version }: OtlpResource): object {
  return { name, version };
}

function attributesOf(fields: SpanFields): readonly object[] {
  return Object.entries(fields).map(([key, value]) => ({ key, value: attributeValue(value) }));
}

function attributeValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** A double of milliseconds has no nanoseconds, and its product may be no whole number. */
function nanoseconds(ms: number): string {
  const micros = Math.round((ms % 1000) * 1000);
  return String(BigInt(Math.floor(ms / 1000)) * 1_000_000_000n + BigInt(micros) * 1000n);
}
