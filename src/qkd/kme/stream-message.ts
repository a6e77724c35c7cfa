import * as v from 'valibot';
import { parseStrictJson, QForgeError } from '../../base/index.ts';
import { isEntityId, keyIdOf } from '../etsi/sae-id.ts';
import { type StreamQos, streamQosDocument, streamQosSchema } from '../etsi/stream-qos.ts';
import { STREAM_STATUS, type StreamStatus } from '../etsi/stream-status.ts';

/** What one key manager tells or asks the other of a stream between their SAEs. spec/kme §6.2 */
export interface StreamMessage {
  readonly streamId: string;
  /** The SAE of the sender. */
  readonly from: string;
  /** The SAE of the receiver. */
  readonly to: string;
  readonly ask:
    | { readonly call: 'connect'; readonly qos: StreamQos }
    | { readonly call: 'chunk'; readonly number: number; readonly isExact: boolean }
    | { readonly call: 'close' };
}

/** What comes back: a status, with the QoS of the other end or with the key of a chunk where there is one. */
export interface StreamMessageAnswer {
  readonly status: StreamStatus;
  readonly qos?: StreamQos | undefined;
  readonly chunk?: { readonly number: number; readonly keyId: string } | undefined;
}

/** No call waits, and metadata are for SAEs. */
const ANSWERED: readonly StreamStatus[] = Object.values(STREAM_STATUS).filter(
  (status) => status !== STREAM_STATUS.timedOut && status !== STREAM_STATUS.metadataTooSmall,
);
const MAX_DEPTH = 4;
const number: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const keyId = v.custom<string>((value) => keyIdOf(value) === value);
const ends = { stream_ID: keyId, from_SAE_ID: v.custom<string>(isEntityId), to_SAE_ID: v.custom<string>(isEntityId) };

const messageSchema = v.variant('call', [
  v.strictObject({ ...ends, call: v.literal('connect'), qos: streamQosSchema }),
  v.strictObject({ ...ends, call: v.literal('chunk'), number, exact: v.boolean() }),
  v.strictObject({ ...ends, call: v.literal('close') }),
]);
const answerSchema = v.strictObject({
  status: v.picklist(ANSWERED),
  qos: v.optional(streamQosSchema),
  chunk: v.optional(v.strictObject({ number, key_ID: keyId })),
});

/** The JSON of a message. */
export function encodeStreamMessage({ streamId, from, to, ask }: StreamMessage): string {
  const common = { stream_ID: streamId, from_SAE_ID: from, to_SAE_ID: to, call: ask.call };
  if (ask.call === 'connect') return JSON.stringify({ ...common, qos: streamQosDocument(ask.qos) });
  if (ask.call === 'chunk') return JSON.stringify({ ...common, number: ask.number, exact: ask.isExact });
  return JSON.stringify(common);
}

/** Reads a message from a neighbour. Throws `MALFORMED`. */
export function decodeStreamMessage(unverified: Uint8Array): StreamMessage {
  const checked = v.safeParse(messageSchema, parseStrictJson(unverified, 'The stream message', MAX_DEPTH));
  if (!checked.success) throw malformed();
  const { output } = checked;
  const common = { streamId: output.stream_ID, from: output.from_SAE_ID, to: output.to_SAE_ID };
  if (output.call === 'connect') return { ...common, ask: { call: 'connect', qos: output.qos } };
  if (output.call === 'close') return { ...common, ask: { call: 'close' } };
  return { ...common, ask: { call: 'chunk', number: output.number, isExact: output.exact } };
}

/** The JSON of an answer. */
export function encodeStreamMessageAnswer({ status, qos, chunk }: StreamMessageAnswer): string {
  return JSON.stringify({
    status,
    qos: qos && streamQosDocument(qos),
    chunk: chunk && { number: chunk.number, key_ID: chunk.keyId },
  });
}

/** Reads a neighbour's answer. Throws `MALFORMED`. */
export function decodeStreamMessageAnswer(unverified: unknown): StreamMessageAnswer {
  const checked = v.safeParse(answerSchema, unverified);
  if (!checked.success) throw malformed();
  const { status, qos, chunk } = checked.output;
  return { status, qos, chunk: chunk && { number: chunk.number, keyId: chunk.key_ID } };
}

function malformed(): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The stream message', reason: 'it is not as it should be' });
}
