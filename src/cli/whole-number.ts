import { QForgeError } from '../base/index.ts';

/** A whole number in a range, as it was given for a flag. Throws `ARGUMENT_INVALID`. */
export function wholeNumber(flag: string, given: string, least: number, most: number): number {
  const value = Number(given);
  if (/^\d+$/u.test(given) && value >= least && value <= most) return value;
  throw new QForgeError('ARGUMENT_INVALID', {
    argument: flag,
    reason: `"${given}" is no whole number from ${least} to ${most}`,
  });
}

/** A number in a range, as it was given for a flag. Throws `ARGUMENT_INVALID`. */
export function realNumber(flag: string, given: string, least: number, most: number): number {
  const value = Number(given);
  if (given.trim() !== '' && value >= least && value <= most) return value;
  throw new QForgeError('ARGUMENT_INVALID', {
    argument: flag,
    reason: `"${given}" is no number from ${least} to ${most}`,
  });
}
