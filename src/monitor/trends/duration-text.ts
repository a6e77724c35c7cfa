const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** A time as people say it, in whole units and with the next one where it is worth telling: `40 min`, `2 h 5 min`, `3 d`. */
export function durationText(milliseconds: number): string {
  const at = UNITS.findIndex(([, size]) => milliseconds >= size);
  const [name, size] = UNITS[at] ?? ['s', 1000];
  const [smaller, smallerSize] = UNITS[at + 1] ?? ['', size];
  const whole = Math.floor(milliseconds / size);
  const rest = at < 0 ? 0 : Math.floor((milliseconds - whole * size) / smallerSize);
  return whole >= 10 || rest === 0 || smaller === '' ? `${whole} ${name}` : `${whole} ${name} ${rest} ${smaller}`;
}
