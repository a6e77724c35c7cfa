import { QForgeError } from '../base/index.ts';

/** How many of `validators` may be malicious: the largest f with 3f + 1 <= n. */
export function maxFaulty(validators: number): number {
  return Math.floor((validators - 1) / 3);
}

/**
 * The smallest number of validators of which any two groups share an honest one: ceil((n + f + 1) / 2).
 *
 * With n = 3f + 1 that is 2f + 1; with other n it is more (docs/adr/0070).
 */
export function quorumSize(validators: number): number {
  return Math.floor((validators + maxFaulty(validators)) / 2) + 1;
}

/**
 * Refuses a threshold of approvals under which one proposal could have two certificates, of approval and of rejection.
 *
 * Throws `CONSENSUS_THRESHOLD_INVALID`. spec/consensus §3
 */
export function requireThreshold(approvals: number, validators: number): void {
  const refuse = (reason: string): never => {
    throw new QForgeError('CONSENSUS_THRESHOLD_INVALID', { approvals, validators, reason });
  };
  if (!Number.isInteger(approvals) || !Number.isInteger(validators)) refuse('both must be whole numbers');
  const faulty = maxFaulty(validators);
  const least = quorumSize(validators);
  if (approvals < least) {
    refuse(
      `with ${faulty} malicious of them an approval and a rejection could both be certified; it takes at least ${least}`,
    );
  }
  if (approvals > validators) refuse('there are not so many validators');
}
