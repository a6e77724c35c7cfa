/** The ways of checking that a verdict can rest on. */
export type VerificationMethod =
  | 'CryptographicSignature'
  | 'IntegrityHash'
  | 'QuantumResistant'
  | 'QuantumState'
  | 'MultiFactor'
  | 'ConsensusValidation';

/** What one method has found. */
export interface MethodResult {
  readonly method: VerificationMethod;
  readonly passed: boolean;
  /** Why, in a few words. */
  readonly reason: string;
  /** From 0, it failed, to 1; what it means is in spec/consensus §11. */
  readonly confidence: number;
}

/** A result with the time that it took. */
export interface TimedResult extends MethodResult {
  readonly timeMs: number;
}

/** A method that has failed. */
export function failed(method: VerificationMethod, reason: string): MethodResult {
  return { method, passed: false, reason, confidence: 0 };
}

/** A method that has passed, as surely as its cryptography holds unless it says otherwise. */
export function passed(method: VerificationMethod, reason: string, confidence = 1): MethodResult {
  return { method, passed: true, reason, confidence };
}
