import { base64, hex } from '@scure/base';
import { type ErrorCode, equalPublicBytes, isQForgeError } from '../base/index.ts';
import type { CryptoBackend } from './backend.ts';

/** The test of one primitive; it fails by returning false or by throwing. */
export interface SelfTest {
  readonly primitive: string;
  readonly passes: (backend: CryptoBackend) => boolean;
}

/** The bytes behind a hexadecimal constant. */
export function fromHex(constant: string): Uint8Array {
  return hex.decode(constant);
}

/** The bytes behind a base64 constant. */
export function fromBase64(constant: string): Uint8Array {
  return base64.decode(constant);
}

/** Whether bytes are those of a hexadecimal constant. */
export function isHex(bytes: Uint8Array, constant: string): boolean {
  return equalPublicBytes(bytes, fromHex(constant));
}

/** A copy with one bit of the byte at `index` flipped. */
export function withFlippedBit(bytes: Uint8Array, index = 0): Uint8Array {
  return bytes.map((byte, position) => (position === index ? byte ^ 1 : byte));
}

/** Whether the call fails with this code. */
export function failsWith(code: ErrorCode, call: () => unknown): boolean {
  try {
    call();
    return false;
  } catch (error) {
    return isQForgeError(error, code);
  }
}
