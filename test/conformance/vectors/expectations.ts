import { type ErrorCode, equalPublicBytes, isQForgeError } from '../../../src/base/index.ts';

/** The product did not do what a vector asks for. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch';
}

/** A case that the product cannot run, for a reason that is no fault. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

function shortHex(bytes: Uint8Array): string {
  const digits = Buffer.from(bytes).toString('hex');
  return digits.length <= 32 ? digits : `${digits.slice(0, 32)}... (${bytes.length} bytes)`;
}

/** Raises {@link Mismatch} unless both are the same bytes. */
export function expectBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
  if (equalPublicBytes(actual, expected)) return;
  throw new Mismatch(`${what} is ${shortHex(actual)}, expected ${shortHex(expected)}`);
}

/** Raises {@link Mismatch} unless both are the same value. */
export function expectSame<T extends string | number | boolean>(actual: T, expected: T, what: string): void {
  if (actual !== expected) throw new Mismatch(`${what} is ${actual}, expected ${expected}`);
}

/** Raises {@link Mismatch} unless `work` is refused with one of the codes. */
export function expectRefusal(work: () => unknown, codes: readonly ErrorCode[], what: string): void {
  try {
    work();
  } catch (error) {
    if (codes.some((code) => isQForgeError(error, code))) return;
    throw new Mismatch(`${what} is refused with ${describe(error)}, not with ${codes.join(' or ')}`, { cause: error });
  }
  throw new Mismatch(`${what} is accepted, expected ${codes.join(' or ')}`);
}

/** One line on an error. */
export function describe(error: unknown): string {
  if (isQForgeError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
