import * as v from 'valibot';

/** The one form of metadata that comes with the chunks of a stream. */
export const STREAM_METADATA_TYPE = 'application/json';

/** What an application wants of a key stream. ETSI GS QKD 004 V2.1.1, QoS; what 0 means is ours. spec/kme §6 */
export interface StreamQos {
  /** Bytes of each chunk. */
  readonly chunkBytes: number;
  /** The most bits per second; 0: no bound. */
  readonly maxBps: number;
  /** The least bits per second; 0: none. */
  readonly minBps: number;
  /** Kept and given back; nothing is promised. */
  readonly jitter: number;
  /** Kept and given back; all streams are served alike. */
  readonly priority: number;
  /** Milliseconds. Kept and given back: no call waits for keys. */
  readonly timeoutMs: number;
  /** Seconds that a chunk is kept for the end that is behind; 0: as long as any key. */
  readonly ttlSeconds: number;
  readonly metadataType: string;
}

const MAX_TYPE_CHARS = 64;
const DEFAULT_CHUNK_BYTES = 32;
const uint32: v.GenericSchema<unknown, number> = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(0),
  v.maxValue(0xffff_ffff),
);

/** The JSON form of a QoS. */
export const streamQosSchema: v.GenericSchema<unknown, StreamQos> = v.pipe(
  v.strictObject({
    key_chunk_size: v.optional(uint32, DEFAULT_CHUNK_BYTES),
    max_bps: v.optional(uint32, 0),
    min_bps: v.optional(uint32, 0),
    jitter: v.optional(uint32, 0),
    priority: v.optional(uint32, 0),
    timeout: v.optional(uint32, 0),
    ttl: v.optional(uint32, 0),
    metadata_mimetype: v.optional(v.pipe(v.string(), v.maxLength(MAX_TYPE_CHARS)), STREAM_METADATA_TYPE),
  }),
  v.transform(
    (qos): StreamQos => ({
      chunkBytes: qos.key_chunk_size,
      maxBps: qos.max_bps,
      minBps: qos.min_bps,
      jitter: qos.jitter,
      priority: qos.priority,
      timeoutMs: qos.timeout,
      ttlSeconds: qos.ttl,
      metadataType: qos.metadata_mimetype,
    }),
  ),
);

/** The JSON document of a QoS. */
export function streamQosDocument(qos: StreamQos): Readonly<Record<string, unknown>> {
  return {
    key_chunk_size: qos.chunkBytes,
    max_bps: qos.maxBps,
    min_bps: qos.minBps,
    jitter: qos.jitter,
    priority: qos.priority,
    timeout: qos.timeoutMs,
    ttl: qos.ttlSeconds,
    metadata_mimetype: qos.metadataType,
  };
}

/** What both ends agree on: the lower of two bounds where they differ. */
export function agreedQos(own: StreamQos, other: StreamQos): StreamQos {
  const lower = (one: number, two: number): number =>
    one === 0 || two === 0 ? Math.max(one, two) : Math.min(one, two);
  return { ...own, maxBps: lower(own.maxBps, other.maxBps), ttlSeconds: lower(own.ttlSeconds, other.ttlSeconds) };
}
