import { isQForgeError } from '../../base/index.ts';
import type { CryptoBackend, SignatureName } from '../../crypto/index.ts';
import { failed, type MethodResult, passed, type VerificationMethod } from './method-result.ts';

/** A signature with what it is said to be over and under. */
export interface SignatureClaim {
  readonly suite: SignatureName;
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly context?: Uint8Array;
}

const NO_CONTEXT = new Uint8Array(0);
/** Schemes of FIPS 204 and FIPS 205; a composite is none of them, though it holds one. */
const POST_QUANTUM = /^(?:ML-DSA|SLH-DSA)-/u;

/** CryptographicSignature: the signature verifies under the key, by its suite. spec/consensus §11 */
export function checkSignature(claim: SignatureClaim, backend: CryptoBackend): MethodResult {
  return verified('CryptographicSignature', claim, backend);
}

/** QuantumResistant: the same, under a key of FIPS 204 or FIPS 205; others are refused unseen. spec/consensus §11 */
export function checkQuantumResistance(claim: SignatureClaim, backend: CryptoBackend): MethodResult {
  if (POST_QUANTUM.test(claim.suite)) return verified('QuantumResistant', claim, backend);
  return failed('QuantumResistant', `${claim.suite} is no scheme of FIPS 204 or FIPS 205`);
}

function verified(method: VerificationMethod, claim: SignatureClaim, backend: CryptoBackend): MethodResult {
  const { suite, publicKey, message, signature, context = NO_CONTEXT } = claim;
  try {
    const key = backend.signature(suite).importPublicKey(publicKey);
    const holds = key.verify(message, signature, context);
    return holds ? passed(method, `${suite} verifies`) : failed(method, `${suite} does not verify`);
  } catch (error) {
    if (isQForgeError(error)) return failed(method, error.message);
    throw error;
  }
}
