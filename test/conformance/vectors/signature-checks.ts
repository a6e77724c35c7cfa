import { isQForgeError } from '../../../src/base/index.ts';
import type { CryptoBackend, SignatureName } from '../../../src/crypto/index.ts';
import { onBothBackends } from './backends.ts';
import { expectSame } from './expectations.ts';
import type { RunnerName } from './vector-format.ts';

/** A signature with all that it takes to check it. */
export interface SignedMessage {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  /** Left out: the empty one. */
  readonly context?: Uint8Array;
}

/** Whether the backend takes the signature; a key that it refuses verifies nothing. */
export function verifies(backend: CryptoBackend, name: SignatureName, signed: SignedMessage): boolean {
  try {
    const key = backend.signature(name).importPublicKey(signed.publicKey);
    return key.verify(signed.message, signed.signature, signed.context);
  } catch (error) {
    if (isQForgeError(error, 'CRYPTO_LENGTH_INVALID') || isQForgeError(error, 'CRYPTO_KEY_INVALID')) return false;
    throw error;
  }
}

/** Both backends take the signature, or both do not, as `expected` says. */
export function checkVerification(
  name: SignatureName,
  signed: SignedMessage,
  expected: boolean,
): readonly RunnerName[] {
  return onBothBackends((backend) =>
    expectSame(verifies(backend, name, signed), expected, `verification (${backend.name})`),
  );
}

/** Both backends decide alike, whichever way. */
export function checkAgreement(name: SignatureName, signed: SignedMessage): readonly RunnerName[] {
  const decisions: boolean[] = [];
  const ran = onBothBackends((backend) => decisions.push(verifies(backend, name, signed)));
  for (const decision of decisions) expectSame(decision, decisions[0] === true, 'decision of the other backend');
  return ran;
}
