import * as v from 'valibot';
import { parseStrictJson, QForgeError, SecretBytes } from '../../base/index.ts';
import { strictBase64 } from './key-container.ts';
import { isEntityId, keyIdOf } from './sae-id.ts';
import { type StreamQos, streamQosDocument, streamQosSchema } from './stream-qos.ts';
import { STATUSES_OF_CALLS, STREAM_STATUS, type StreamStatus } from './stream-status.ts';

const MAX_DEPTH = 4;

/** What OPEN_CONNECT asks for. */
export interface OpenStreamRequest {
  readonly source: string;
  readonly destination: string;
  readonly qos: StreamQos;
  /** Undefined: the key manager makes one up. */
  readonly streamId: string | undefined;
}

/** What GET_KEY asks for. */
export interface StreamKeyRequest {
  readonly streamId: string;
  /** Undefined: the next chunk that this end has not had. */
  readonly index: number | undefined;
  /** Bytes that the caller has room for; undefined: enough. */
  readonly metadataBytes: number | undefined;
}

/** The answer to OPEN_CONNECT. */
export interface OpenStreamAnswer {
  readonly status: StreamStatus;
  readonly streamId: string;
  /** What was agreed on; with status 7 what could be. */
  readonly qos: StreamQos;
}

/** A piece of a key stream. */
export interface StreamChunk {
  readonly index: number;
  readonly key: SecretBytes;
  readonly simulated: boolean;
}

/** The answer to GET_KEY: a chunk with status 0, else none. */
export interface StreamKeyAnswer {
  readonly status: StreamStatus;
  readonly chunk?: StreamChunk | undefined;
  /** With status 8: the bytes that the metadata need. */
  readonly metadataBytes?: number | undefined;
}

const index: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const streamId = v.pipe(
  v.custom<string>((value) => keyIdOf(value) !== undefined),
  v.transform((value) => value.toLowerCase()),
);
const entity = v.custom<string>(isEntityId);
const statusOf = (call: keyof typeof STATUSES_OF_CALLS): v.GenericSchema<unknown, StreamStatus> =>
  v.picklist(STATUSES_OF_CALLS[call]);

const openSchema = v.strictObject({
  source: entity,
  destination: entity,
  qos: v.optional(streamQosSchema, {}),
  key_stream_id: v.optional(streamId),
});
const getKeySchema = v.strictObject({
  key_stream_id: streamId,
  index: v.optional(index),
  metadata: v.optional(v.strictObject({ size: index })),
});
const closeSchema = v.strictObject({ key_stream_id: streamId });
const openAnswerSchema = v.object({ status: statusOf('openConnect'), key_stream_id: streamId, qos: streamQosSchema });
const keyAnswerSchema = v.object({
  status: statusOf('getKey'),
  index: v.optional(index),
  key_buffer: v.optional(v.string()),
  metadata: v.optional(v.object({ size: index, buffer: v.optional(v.string()) })),
});
const metadataSchema = v.object({ simulated: v.boolean() });
const closeAnswerSchema = v.object({ status: statusOf('close') });

/** Reads the body of OPEN_CONNECT. Throws `MALFORMED`. */
export function decodeOpenStream(unverified: Uint8Array): OpenStreamRequest {
  const { source, destination, qos, key_stream_id } = readRequest(openSchema, unverified);
  return { source, destination, qos, streamId: key_stream_id };
}

/** Reads the body of GET_KEY. Throws `MALFORMED`. */
export function decodeStreamKeyRequest(unverified: Uint8Array): StreamKeyRequest {
  const request = readRequest(getKeySchema, unverified);
  return { streamId: request.key_stream_id, index: request.index, metadataBytes: request.metadata?.size };
}

/** Reads the body of CLOSE: the stream's ID. Throws `MALFORMED`. */
export function decodeCloseStream(unverified: Uint8Array): string {
  return readRequest(closeSchema, unverified).key_stream_id;
}

/** The JSON of an answer to OPEN_CONNECT. */
export function encodeOpenAnswer(answer: OpenStreamAnswer): string {
  return JSON.stringify({
    status: answer.status,
    key_stream_id: answer.streamId,
    qos: streamQosDocument(answer.qos),
  });
}

/** The JSON of an answer to GET_KEY. The text holds the key: send it and let go of it. */
export function encodeStreamKeyAnswer({ status: code, chunk, metadataBytes }: StreamKeyAnswer): string {
  if (chunk === undefined) {
    return JSON.stringify({
      status: code,
      metadata: metadataBytes === undefined ? undefined : { size: metadataBytes },
    });
  }
  const metadata = JSON.stringify({ simulated: chunk.simulated });
  return JSON.stringify({
    status: code,
    index: chunk.index,
    key_buffer: Buffer.from(chunk.key.expose()).toString('base64'),
    metadata: { size: metadata.length, buffer: metadata },
  });
}

/** Reads an answer to OPEN_CONNECT. Throws `MALFORMED`. */
export function decodeOpenAnswer(unverified: unknown): OpenStreamAnswer {
  const answer = checked(openAnswerSchema, unverified, 'The answer');
  return { status: answer.status, streamId: answer.key_stream_id, qos: answer.qos };
}

/** Reads an answer to GET_KEY. Throws `MALFORMED`. */
export function decodeStreamKeyAnswer(unverified: unknown): StreamKeyAnswer {
  const { status: code, index: number, key_buffer, metadata } = checked(keyAnswerSchema, unverified, 'The answer');
  if (code !== STREAM_STATUS.success) return { status: code, metadataBytes: metadata?.size };
  if (number === undefined || key_buffer === undefined) throw malformed('The answer', 'a chunk is not whole');
  const text = Buffer.from(metadata?.buffer ?? '');
  const { simulated } = checked(metadataSchema, parseStrictJson(text, 'The answer', MAX_DEPTH), 'The answer');
  return { status: code, chunk: { index: number, key: SecretBytes.take(strictBase64(key_buffer)), simulated } };
}

/** Reads an answer to CLOSE. Throws `MALFORMED`. */
export function decodeCloseAnswer(unverified: unknown): StreamStatus {
  return checked(closeAnswerSchema, unverified, 'The answer').status;
}

function readRequest<T>(schema: v.GenericSchema<unknown, T>, unverified: Uint8Array): T {
  return checked(schema, parseStrictJson(unverified, 'The request', MAX_DEPTH), 'The request');
}

function checked<T>(schema: v.GenericSchema<unknown, T>, unverified: unknown, what: string): T {
  const result = v.safeParse(schema, unverified);
  if (result.success) return result.output;
  throw malformed(what, `${v.getDotPath(result.issues[0]) ?? 'it'} has another form than it should`);
}

function malformed(what: string, reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what, reason });
}
