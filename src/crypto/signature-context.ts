import { QForgeError } from '../base/index.ts';
import type { SignatureName } from './signature.ts';

/** The length of a context has one byte: FIPS 204 §5.2, FIPS 205 §10.2, RFC 8032 §5.2. */
const MAX_CONTEXT_BYTES = 255;

/** Whether the scheme can take this context at all: Ed25519 takes only the empty one, the others up to 255 bytes. */
export function isContextAllowed(algorithm: SignatureName, context: Uint8Array): boolean {
  return context.length <= (algorithm === 'Ed25519' ? 0 : MAX_CONTEXT_BYTES);
}

/** Raises `ARGUMENT_INVALID` for a context that the scheme cannot take. */
export function requireContext(algorithm: SignatureName, context: Uint8Array): void {
  if (isContextAllowed(algorithm, context)) return;
  const reason = `${algorithm} does not take a context of ${context.length} bytes`;
  throw new QForgeError('ARGUMENT_INVALID', { argument: 'context', reason });
}
