const DENOMINATORS = [1, 2, 3, 4, 6, 8, 12, 16, 32];
const LARGEST_NUMERATOR = 32;

/** An angle as people and OpenQASM write it: as a fraction of pi where it is one to the last bit. */
export function angleText(angle: number, pi: string = 'pi'): string {
  if (angle === 0) return '0';
  for (const denominator of DENOMINATORS) {
    const numerator = Math.round((angle * denominator) / Math.PI);
    if (Math.abs(numerator) > LARGEST_NUMERATOR || (numerator * Math.PI) / denominator !== angle) continue;
    const factor = numerator === 1 ? '' : numerator === -1 ? '-' : `${numerator}*`;
    return `${factor}${pi}${denominator === 1 ? '' : `/${denominator}`}`;
  }
  return String(angle);
}
