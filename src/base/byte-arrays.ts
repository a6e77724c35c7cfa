/** Joins byte arrays into a new one. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

const WORD_BYTES = 4;

/** Whether two public byte arrays are equal. Not constant time: never for secrets or tags. */
export function equalPublicBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  const words = a.length - (a.length % WORD_BYTES);
  // By words: comparing a few keys byte by byte makes V8 bring its optimising compiler into memory, which is several megabytes.
  const [first, second] = [viewOf(a), viewOf(b)];
  for (let at = 0; at < words; at += WORD_BYTES) if (first.getUint32(at) !== second.getUint32(at)) return false;
  for (let at = words; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** How many bytes become characters in one call: arguments go over the stack. */
const CHARACTERS_AT_ONCE = 1024;

/** One character for each byte: a name for a map, nothing to print. */
export function byteString(bytes: Uint8Array): string {
  // In one piece: a string that grows by one character at a time is a chain of strings, many times its size.
  // Not spread, which goes through an iterator and leaves an object behind for each byte.
  if (bytes.length <= CHARACTERS_AT_ONCE) {
    return String.fromCharCode.apply(undefined, bytes as unknown as number[]);
  }
  const middle = bytes.length >>> 1;
  return byteString(bytes.subarray(0, middle)) + byteString(bytes.subarray(middle));
}

const utf8Encoder = new TextEncoder();
const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 bytes of a string. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return utf8Encoder.encode(text);
}

/** Text of UTF-8 bytes; throws `TypeError` on anything that is not UTF-8. */
export function utf8Text(unverified: Uint8Array): string {
  return utf8Decoder.decode(unverified);
}
