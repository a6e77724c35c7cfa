const STEP = 1000;
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A number of bytes for people, in powers of 1000: `512 B`, `1.05 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let step = 0;
  // 999.5 would be shown as 1000 of its unit.
  while (value >= STEP - 0.5 && step < UNITS.length - 1) {
    value /= STEP;
    step += 1;
  }
  return `${step === 0 ? Math.round(value) : value.toPrecision(3)} ${UNITS[step] ?? ''}`;
}

/** Bytes per second for people: `12.3 MB/s`. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}
