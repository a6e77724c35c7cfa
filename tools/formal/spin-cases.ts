import type { Verdict } from './cases.ts';

/** One search of Spin through every state of a model; `false` when it finds one in which the promise is broken. */
export interface SpinCase {
  readonly claim: string;
  /** Settings of the model, each a name or NAME=VALUE. */
  readonly settings: readonly string[];
  readonly expected: Verdict;
}

/** The model, from the root of the repository. */
export const SPIN_MODEL = 'formal/tendermint.pml';

const AGREEMENT = 'no two blocks can both be decided';

/** The validators that propose in rounds 0, 1 and 2; the fourth does so in none of the rounds that are searched. */
const roles = [1, 2, 3].map(
  (faulty): SpinCase => ({ claim: AGREEMENT, settings: ['ROUNDS=2', `FAULTY=${faulty}`], expected: 'true' }),
);

const defects: readonly (readonly [setting: string, claim: string, rounds: number, faulty: number])[] = [
  ['NO_LOCK', 'precommits without locking', 2, 2],
  ['UNLOCK_FRESH', 'prevotes a fresh block in spite of a lock', 2, 2],
  ['NO_PROOF', 'believes a proposal that its block had a quorum', 2, 2],
  ['UNLOCK_OLDER', 'gives up a lock for an older proof', 3, 3],
  ['SMALL_QUORUM', 'takes two votes for a quorum', 2, 2],
];

/** Every case, in the order of the table. */
export const spinCases: readonly SpinCase[] = [
  ...roles,
  { claim: 'control: a block can be decided', settings: ['ROUNDS=2', 'FAULTY=2', 'REACHED'], expected: 'false' },
  ...defects.map(
    ([setting, claim, rounds, faulty]): SpinCase => ({
      claim: `control: two blocks are decided when a validator ${claim}`,
      settings: [`ROUNDS=${rounds}`, `FAULTY=${faulty}`, setting],
      expected: 'false',
    }),
  ),
];

/** A name that no other case has. */
export function spinCaseName({ settings }: SpinCase): string {
  return ['tendermint', ...settings].join(' ');
}
