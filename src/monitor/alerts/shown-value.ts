const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A value of a series as people read it, by its unit: `1.7 s`, `3.2 %`, `120 MB`, `4.5 a second`. */
export function shownValue(value: number, unit: string): string {
  if (unit === 'ratio') return `${figures(value * 100)} %`;
  if (unit === 'seconds') return Math.abs(value) < 1 ? `${figures(value * 1000)} ms` : `${figures(value)} s`;
  if (unit === 'bytes') return bytes(value);
  if (unit === 'bytes per second') return `${bytes(value)} a second`;
  return unit === 'per second' ? `${figures(value)} a second` : figures(value);
}

function figures(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function bytes(value: number): string {
  const power = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)) / 3);
  const step = Math.min(BYTE_UNITS.length - 1, Math.max(0, power));
  return `${figures(value / 1000 ** step)} ${BYTE_UNITS[step]}`;
}
