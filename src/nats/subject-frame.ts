import { ByteReader, ByteWriter, equalPublicBytes, utf8, utf8Text } from '../base/index.ts';
import { isSubject, MAX_SUBJECT_BYTES } from './subject.ts';

/** What a message is for: a request waits for an answer. */
export type FrameKind = 'message' | 'request' | 'answer';

/** What is sealed and signed for NATS. */
export interface SubjectFrame {
  readonly kind: FrameKind;
  /** The subject that it is published on. */
  readonly subject: string;
  /** Where the answer is awaited; of requests alone. */
  readonly reply?: string;
  readonly data: Uint8Array;
}

const LABEL = utf8('qforge nats v1');
const NUMBERS: Readonly<Record<FrameKind, number>> = { message: 1, request: 2, answer: 3 };
const KINDS: ReadonlyMap<number, FrameKind> = new Map([
  [1, 'message'],
  [2, 'request'],
  [3, 'answer'],
]);

//  | "qforge nats v1" 14 | kind u8 | subject len16 | n u16 + reply, n = 0 but of requests | data |      spec/nats §3

/** The bytes that are sealed. */
export function encodeFrame({ kind, subject, reply = '', data }: SubjectFrame): Uint8Array {
  return new ByteWriter(data.length + 256)
    .bytes(LABEL)
    .u8(NUMBERS[kind])
    .bytes16(utf8(subject))
    .bytes16(utf8(reply))
    .bytes(data)
    .finish();
}

/** Reads what was sealed, in its one form; `data` is a view. Throws `MALFORMED`. */
export function decodeFrame(unverified: Uint8Array): SubjectFrame {
  const reader = new ByteReader(unverified, 'The sealed message of NATS');
  if (!equalPublicBytes(reader.bytes(LABEL.length), LABEL)) throw reader.malformed('it was not sealed for NATS');
  const kind = KINDS.get(reader.u8());
  if (kind === undefined) throw reader.malformed('its kind is unknown');
  const subject = readText(reader);
  const reply = readText(reader);
  const data = reader.rest();
  if (!isSubject(subject)) throw reader.malformed('its subject is none');
  if (kind !== 'request') {
    if (reply !== '') throw reader.malformed('it is no request and wants an answer');
    return { kind, subject, data };
  }
  if (!isSubject(reply)) throw reader.malformed('it says not where its answer is awaited');
  return { kind, subject, reply, data };
}

function readText(reader: ByteReader): string {
  const bytes = reader.bytes16(MAX_SUBJECT_BYTES);
  try {
    return utf8Text(bytes);
  } catch {
    throw reader.malformed('a subject is not UTF-8');
  }
}
