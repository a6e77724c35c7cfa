/** A whole number in ASCII digits, without leading zeros, of at most 2^53 - 1; undefined for anything else. */
export function parseDecimal(unverified: string): number | undefined {
  if (!/^(?:0|[1-9]\d{0,15})$/u.test(unverified)) return undefined;
  const value = Number(unverified);
  return Number.isSafeInteger(value) ? value : undefined;
}
