import { ByteReader, QForgeError, utf8Text } from '../base/index.ts';
import { SHORT_PLAINTEXT_BYTES } from './record-limits.ts';
import { readSessionHello, type SessionHello } from './session-hello.ts';

/** Types of frames. spec/records §2 */
export const FRAME_TYPE = {
  message: 0x01,
  fragment: 0x02,
  ack: 0x03,
  streamOpen: 0x04,
  streamData: 0x05,
  streamEnd: 0x06,
  streamReset: 0x07,
  streamCredit: 0x08,
  ping: 0x09,
  pong: 0x0a,
  finished: 0x0b,
  close: 0x0c,
  rekeyAsk: 0x0d,
  rekeyOffer: 0x0e,
  rekeyAnswer: 0x0f,
  rekeyDone: 0x10,
  resume: 0x11,
} as const;

/** Bytes of a frame before its body. */
export const FRAME_HEADER_BYTES = 4;

/** Bytes of a frame of stream data before the data: its header and the number of its stream. */
export const STREAM_DATA_HEADER_BYTES: number = FRAME_HEADER_BYTES + 4;

/** The body of an Ack: the number of the last message taken. */
const ACK_BYTES = 8;
const ACK_FRAME_BYTES = FRAME_HEADER_BYTES + ACK_BYTES;

/** The longest header a stream may be opened with. */
export const MAX_STREAM_HEADER_BYTES = 4096;

/** The longest reason for a reset. */
export const MAX_RESET_REASON_BYTES = 256;

/** Takes the frames of a record, in order. Byte arrays are views of the record's plaintext, or copies if that is short. */
export interface FrameHandler {
  /** Comes before each frame; throws to refuse it. */
  admit(type: number): void;
  onMessage(body: Uint8Array): void;
  onFragment(body: Uint8Array): void;
  onAck(number: number): void;
  onStreamOpen(stream: number, header: Uint8Array): void;
  onStreamData(stream: number, body: Uint8Array): void;
  onStreamEnd(stream: number): void;
  onStreamReset(stream: number, reason: string): void;
  onStreamCredit(stream: number, bytes: number): void;
  onPing(token: Uint8Array): void;
  onPong(token: Uint8Array): void;
  onFinished(hello: SessionHello): void;
  onClose(): void;
  onRekeyAsk(): void;
  onRekeyOffer(body: Uint8Array): void;
  onRekeyAnswer(body: Uint8Array): void;
  onRekeyDone(): void;
  onResume(number: number): void;
}

//  | type u8 | length u24 | body |

/** Whether whole frames are more than acknowledgements: those may stand before what is said, too. */
export function saysMoreThanAcks(frames: Uint8Array): boolean {
  for (let at = 0; at < frames.length; at += ACK_FRAME_BYTES) {
    if (frames[at] !== FRAME_TYPE.ack) return true;
  }
  return false;
}

/** Hands every frame of an authenticated plaintext to its handler; those of a short one as copies. Throws `MALFORMED`. */
export function dispatchFrames(plaintext: Uint8Array, handler: FrameHandler): void {
  // Asked once: it is a call out of compiled code, which is much for each of millions of messages a second.
  const { buffer, byteOffset, length: end } = plaintext;
  const isShort = end <= SHORT_PLAINTEXT_BYTES;
  let offset = 0;
  while (offset < end) {
    const bodyStart = offset + FRAME_HEADER_BYTES;
    if (bodyStart > end) throw malformed('a frame header is cut short');
    const length = readU24(plaintext, offset + 1);
    const type = plaintext[offset] ?? 0;
    offset = bodyStart + length;
    if (offset > end) throw malformed('a frame is longer than its record');
    if (type === FRAME_TYPE.ack && length === ACK_BYTES) dispatchAck(plaintext, bodyStart, handler);
    else if (isShort) dispatchFrame(type, plaintext.slice(bodyStart, offset), handler);
    // Half of what `subarray` takes, which asks each time what class of array to make.
    else dispatchFrame(type, new Uint8Array(buffer, byteOffset + bodyStart, length), handler);
  }
}

/** There is one for each message or two: it is read where it lies. */
function dispatchAck(plaintext: Uint8Array, at: number, handler: FrameHandler): void {
  handler.admit(FRAME_TYPE.ack);
  const number = readU32(plaintext, at) * 2 ** 32 + readU32(plaintext, at + 4);
  if (number > Number.MAX_SAFE_INTEGER) throw malformed('a number is too large');
  handler.onAck(number);
}

function dispatchFrame(type: number, body: Uint8Array, handler: FrameHandler): void {
  handler.admit(type);
  if (type === FRAME_TYPE.message) handler.onMessage(body);
  else if (type === FRAME_TYPE.streamData) dispatchStreamData(body, handler);
  else dispatchControlFrame(type, new ByteReader(body, 'The frame'), handler);
}

function dispatchStreamData(body: Uint8Array, handler: FrameHandler): void {
  const reader = new ByteReader(body, 'The frame');
  handler.onStreamData(reader.u32(), notEmpty(reader.rest()));
}

function dispatchControlFrame(type: number, reader: ByteReader, handler: FrameHandler): void {
  switch (type) {
    case FRAME_TYPE.fragment:
      return handler.onFragment(notEmpty(reader.rest()));
    case FRAME_TYPE.ack:
      return handler.onAck(whole(reader, reader.u64()));
    case FRAME_TYPE.streamOpen:
      return handler.onStreamOpen(reader.u32(), atMost(reader.rest(), MAX_STREAM_HEADER_BYTES));
    case FRAME_TYPE.streamEnd:
      return handler.onStreamEnd(whole(reader, reader.u32()));
    case FRAME_TYPE.streamReset:
      return handler.onStreamReset(reader.u32(), text(atMost(reader.rest(), MAX_RESET_REASON_BYTES)));
    case FRAME_TYPE.streamCredit:
      return handler.onStreamCredit(reader.u32(), whole(reader, reader.u32()));
    case FRAME_TYPE.ping:
      return handler.onPing(whole(reader, reader.bytes(8)));
    case FRAME_TYPE.pong:
      return handler.onPong(whole(reader, reader.bytes(8)));
    case FRAME_TYPE.finished:
      return handler.onFinished(readSessionHello(reader));
    case FRAME_TYPE.close:
      reader.end();
      return handler.onClose();
    case FRAME_TYPE.resume:
      return handler.onResume(whole(reader, reader.u64()));
    default:
      return dispatchRekeyFrame(type, reader, handler);
  }
}

function dispatchRekeyFrame(type: number, reader: ByteReader, handler: FrameHandler): void {
  switch (type) {
    case FRAME_TYPE.rekeyAsk:
      reader.end();
      return handler.onRekeyAsk();
    case FRAME_TYPE.rekeyOffer:
      return handler.onRekeyOffer(reader.rest());
    case FRAME_TYPE.rekeyAnswer:
      return handler.onRekeyAnswer(reader.rest());
    case FRAME_TYPE.rekeyDone:
      reader.end();
      return handler.onRekeyDone();
    default:
      throw malformed('its type is unknown');
  }
}

function whole<T>(reader: ByteReader, value: T): T {
  reader.end();
  return value;
}

function notEmpty(body: Uint8Array): Uint8Array {
  if (body.length === 0) throw malformed('it is empty');
  return body;
}

function atMost(body: Uint8Array, maxBytes: number): Uint8Array {
  if (body.length > maxBytes) throw malformed('it is too long');
  return body;
}

function text(body: Uint8Array): string {
  try {
    return utf8Text(body);
  } catch {
    throw malformed('its text is not UTF-8');
  }
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The frame', reason });
}

function readU32(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] ?? 0) * 2 ** 24 + readU24(bytes, offset + 1);
}

function readU24(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 16) | ((bytes[offset + 1] ?? 0) << 8) | (bytes[offset + 2] ?? 0);
}
