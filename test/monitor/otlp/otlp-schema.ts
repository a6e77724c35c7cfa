import * as v from 'valibot';

/**
 * The messages of opentelemetry-proto 1.x as their JSON encoding writes them, as far as we send them: fields in camel case, 64-bit integers as decimal
 * text, IDs in hexadecimal, enumerations as numbers. Unknown fields fail.
 */
const uint64 = v.pipe(v.string(), v.regex(/^(?:0|[1-9]\d{0,19})$/u));
const int64 = v.pipe(v.string(), v.regex(/^-?(?:0|[1-9]\d{0,18})$/u));
const hex = (bytes: number): v.GenericSchema<unknown, string> =>
  v.pipe(
    v.string(),
    v.regex(new RegExp(`^[\\da-f]{${bytes * 2}}$`, 'u')),
    v.check((text) => /[^0]/u.test(text)),
  );

/** opentelemetry/proto/common/v1/common.proto, AnyValue: exactly one of its fields. */
const anyValue = v.union([
  v.strictObject({ stringValue: v.string() }),
  v.strictObject({ boolValue: v.boolean() }),
  v.strictObject({ intValue: int64 }),
  v.strictObject({ doubleValue: v.number() }),
]);
const attributes = v.pipe(
  v.array(v.strictObject({ key: v.pipe(v.string(), v.minLength(1)), value: anyValue })),
  v.check((list) => new Set(list.map(({ key }) => key)).size === list.length),
);
const resource = v.strictObject({ attributes });
const scope = v.strictObject({ name: v.string(), version: v.string() });

/** opentelemetry/proto/metrics/v1/metrics.proto */
const numberPoint = v.strictObject({
  attributes,
  startTimeUnixNano: uint64,
  timeUnixNano: uint64,
  asDouble: v.number(),
});
const histogramPoint = v.pipe(
  v.strictObject({
    attributes,
    startTimeUnixNano: uint64,
    timeUnixNano: uint64,
    count: uint64,
    sum: v.number(),
    bucketCounts: v.array(uint64),
    explicitBounds: v.array(v.number()),
  }),
  // "The number of elements in bucket_counts array must be by one greater than the number of elements in explicit_bounds."
  v.check(({ bucketCounts, explicitBounds }) => bucketCounts.length === explicitBounds.length + 1),
  v.check(({ bucketCounts, count }) => bucketCounts.reduce((sum, one) => sum + BigInt(one), 0n) === BigInt(count)),
);
const temporality = v.picklist([1, 2]);
const head = { name: v.pipe(v.string(), v.minLength(1)), description: v.string(), unit: v.string() };
const metric = v.union([
  v.strictObject({ ...head, gauge: v.strictObject({ dataPoints: v.array(numberPoint) }) }),
  v.strictObject({
    ...head,
    sum: v.strictObject({
      dataPoints: v.array(numberPoint),
      aggregationTemporality: temporality,
      isMonotonic: v.boolean(),
    }),
  }),
  v.strictObject({
    ...head,
    histogram: v.strictObject({ dataPoints: v.array(histogramPoint), aggregationTemporality: temporality }),
  }),
]);

/** opentelemetry/proto/collector/metrics/v1/metrics_service.proto */
export const metricsRequest = v.strictObject({
  resourceMetrics: v.array(
    v.strictObject({ resource, scopeMetrics: v.array(v.strictObject({ scope, metrics: v.array(metric) })) }),
  ),
});

/** opentelemetry/proto/trace/v1/trace.proto */
const span = v.pipe(
  v.strictObject({
    traceId: hex(16),
    spanId: hex(8),
    parentSpanId: v.optional(hex(8)),
    name: v.pipe(v.string(), v.minLength(1)),
    kind: v.picklist([1, 2, 3, 4, 5]),
    startTimeUnixNano: uint64,
    endTimeUnixNano: uint64,
    attributes,
    status: v.strictObject({ code: v.optional(v.picklist([1, 2])) }),
  }),
  v.check(({ startTimeUnixNano, endTimeUnixNano }) => BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano)),
);

/** opentelemetry/proto/collector/trace/v1/trace_service.proto */
export const traceRequest = v.strictObject({
  resourceSpans: v.array(
    v.strictObject({ resource, scopeSpans: v.array(v.strictObject({ scope, spans: v.array(span) })) }),
  ),
});
