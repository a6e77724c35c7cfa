import { utf8 } from '../base/index.ts';
import { MAX_RESET_REASON_BYTES } from './frame.ts';

/** A number of 32 bits as the beginning of a frame's body. */
export function u32Field(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  writeU32(bytes, 0, value);
  return bytes;
}

/** Two numbers of 32 bits, one after the other. */
export function u32PairField(first: number, second: number): Uint8Array {
  const bytes = new Uint8Array(8);
  writeU32(bytes, 0, first);
  writeU32(bytes, 4, second);
  return bytes;
}

/** A safe integer as a number of 64 bits. */
export function u64Field(value: number): Uint8Array {
  return u32PairField(Math.floor(value / 2 ** 32), value % 2 ** 32);
}

/** Without a view, for which V8 would move the bytes out of its heap. */
function writeU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/** As much of a reason as a reset may carry, as UTF-8. */
export function resetReasonField(reason: string): Uint8Array {
  // Every UTF-16 unit takes a byte at least, so no more of them can fit.
  const characters = Array.from(reason.slice(0, MAX_RESET_REASON_BYTES));
  let bytes = utf8(characters.join(''));
  while (bytes.length > MAX_RESET_REASON_BYTES) {
    characters.pop();
    bytes = utf8(characters.join(''));
  }
  return bytes;
}
