import { type Clock, QForgeError } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { type ConsensusClaim, checkConsensus } from './consensus-check.ts';
import { checkIntegrity, type IntegrityClaim } from './integrity-check.ts';
import { failed, type MethodResult, passed, type TimedResult, type VerificationMethod } from './method-result.ts';
import { checkQuantumState, type QuantumStateClaim } from './quantum-state-check.ts';
import { checkQuantumResistance, checkSignature, type SignatureClaim } from './signature-check.ts';
import { judge, passesWanted, type VerificationPolicy } from './verification-policy.ts';

/** What is to be verified: each claim that is there runs its method. */
export interface VerificationRequest {
  readonly signature?: SignatureClaim;
  readonly integrity?: IntegrityClaim;
  readonly quantumResistance?: SignatureClaim;
  readonly quantumState?: QuantumStateClaim;
  readonly consensus?: ConsensusClaim;
  /** Adds the method MultiFactor: a policy over the others. */
  readonly multiFactor?: VerificationPolicy;
}

/** What all methods have found together. */
export interface ComprehensiveVerification {
  /** Whether the policy is met. */
  readonly passed: boolean;
  /** From 0 to 1, by the formula of spec/consensus §11. */
  readonly confidence: number;
  readonly results: readonly TimedResult[];
  readonly timeMs: number;
}

/** What verification needs of its surroundings. */
export interface VerificationTools {
  readonly backend: CryptoBackend;
  readonly clock: Clock;
}

type Check = { readonly method: VerificationMethod; readonly run: () => MethodResult };

/**
 * Runs the methods of a request concurrently; one that breaks down does not stop the others, and counts as failed.
 *
 * `policy` says how many must pass; by default all. Throws `ARGUMENT_INVALID` when nothing is to be verified. spec/consensus §11
 */
export async function comprehensiveVerify(
  request: VerificationRequest,
  tools: VerificationTools,
  policy: VerificationPolicy = 'all',
): Promise<ComprehensiveVerification> {
  const checks = checksOf(request, tools);
  if (checks.length === 0)
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'request', reason: 'it holds no claim' });
  const { clock } = tools;
  const start = clock.monotonicMs();
  const results = await Promise.all(checks.map((check) => timed(check, clock)));
  const factors =
    request.multiFactor === undefined ? [] : [await timed(multiFactor(results, request.multiFactor), clock)];
  const all = [...results, ...factors];
  // MultiFactor is a judgement over the others: it must pass, but counts no method twice.
  const verdict = judge(results, policy);
  const isPassed = verdict.passed && factors.every(({ passed }) => passed);
  return {
    passed: isPassed,
    confidence: isPassed ? verdict.confidence : 0,
    results: all,
    timeMs: clock.monotonicMs() - start,
  };
}

function checksOf(request: VerificationRequest, { backend }: VerificationTools): readonly Check[] {
  const { signature, integrity, quantumResistance, quantumState, consensus } = request;
  const checks: (Check | undefined)[] = [
    signature && { method: 'CryptographicSignature', run: () => checkSignature(signature, backend) },
    integrity && { method: 'IntegrityHash', run: () => checkIntegrity(integrity, backend) },
    quantumResistance && { method: 'QuantumResistant', run: () => checkQuantumResistance(quantumResistance, backend) },
    quantumState && { method: 'QuantumState', run: () => checkQuantumState(quantumState) },
    consensus && { method: 'ConsensusValidation', run: () => checkConsensus(consensus, backend) },
  ];
  return checks.filter((check) => check !== undefined);
}

function multiFactor(results: readonly MethodResult[], policy: VerificationPolicy): Check {
  const passes = results.filter(({ passed }) => passed).length;
  const reason = `${passes} of ${results.length} methods pass, and it takes ${passesWanted(policy, results.length)}`;
  const verdict = judge(results, policy);
  return {
    method: 'MultiFactor',
    run: () => (verdict.passed ? passed('MultiFactor', reason, verdict.confidence) : failed('MultiFactor', reason)),
  };
}

/** Runs a check on a turn of its own, so that long ones do not hold up what comes in between. */
async function timed({ method, run }: Check, clock: Clock): Promise<TimedResult> {
  await new Promise<void>((resolve) => {
    clock.schedule(0, resolve);
  });
  const start = clock.monotonicMs();
  const result = attempt(method, run);
  return { ...result, timeMs: clock.monotonicMs() - start };
}

function attempt(method: VerificationMethod, run: () => MethodResult): MethodResult {
  try {
    return run();
  } catch (error) {
    return failed(method, `it broke down: ${error instanceof Error ? error.message : String(error)}`);
  }
}
