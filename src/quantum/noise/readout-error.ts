import type { RandomDraws } from '../random/random-draws.ts';

/** Probabilities that a measurement reports what was not there. */
export interface ReadoutError {
  readonly zeroAsOne: number;
  readonly oneAsZero: number;
}

/** What a device reports for a true outcome. */
export function misread(outcome: 0 | 1, error: ReadoutError | undefined, draws: RandomDraws): 0 | 1 {
  if (error === undefined) return outcome;
  const isWrong = draws.uniform() < (outcome === 0 ? error.zeroAsOne : error.oneAsZero);
  return isWrong ? (outcome === 0 ? 1 : 0) : outcome;
}
