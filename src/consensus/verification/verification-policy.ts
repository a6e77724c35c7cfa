import { assert } from '../../base/index.ts';
import type { MethodResult } from './method-result.ts';

/** How many of the methods must pass: all of them, or at least so many. */
export type VerificationPolicy = 'all' | { readonly atLeast: number };

/** How many passes a policy asks of so many methods. */
export function passesWanted(policy: VerificationPolicy, methods: number): number {
  return policy === 'all' ? methods : policy.atLeast;
}

/**
 * Whether enough methods have passed, and how sure that is: the probability that at least so many of them are right, each taken as right with its
 * own confidence, independently of the others. spec/consensus §11
 */
export function judge(
  results: readonly MethodResult[],
  policy: VerificationPolicy,
): { passed: boolean; confidence: number } {
  const wanted = passesWanted(policy, results.length);
  const passes = results.filter(({ passed }) => passed).length;
  // A policy that asks for nothing is never met: it would verify nothing.
  const passed = wanted > 0 && wanted <= results.length && passes >= wanted;
  return { passed, confidence: passed ? chanceOfAtLeast(wanted, results) : 0 };
}

/** The chance that at least `wanted` of independent events happen: a table of the chances of exactly k, event by event. */
function chanceOfAtLeast(wanted: number, results: readonly MethodResult[]): number {
  let exactly = [1];
  for (const { confidence } of results) {
    assert(confidence >= 0 && confidence <= 1, 'a confidence is a probability');
    exactly = [...exactly, 0].map((chance, k) => chance * (1 - confidence) + (exactly[k - 1] ?? 0) * confidence);
  }
  return Math.min(
    1,
    exactly.slice(wanted).reduce((sum, chance) => sum + chance, 0),
  );
}
