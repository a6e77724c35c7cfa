import { defined } from '../../base/index.ts';

/** What a validator may say of a proposal. */
export type Verdict = 'approve' | 'reject' | 'abstain';

/** The verdicts as they stand on the wire. */
export const verdictNumbers: Readonly<Record<Verdict, number>> = { approve: 1, reject: 2, abstain: 3 };

const byNumber: readonly (Verdict | undefined)[] = [undefined, 'approve', 'reject', 'abstain'];

/** Whether a number from outside stands for a verdict. */
export function isVerdictNumber(unverified: number): boolean {
  return byNumber[unverified] !== undefined;
}

/** The verdict of a number that stands for one. */
export function verdictOf(number: number): Verdict {
  return defined(byNumber[number], 'the verdict');
}
