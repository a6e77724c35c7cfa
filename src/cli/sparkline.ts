const BARS = '▁▂▃▄▅▆▇█';

/** Values as a line of bars from zero to the greatest; the last `width` of them, one character each. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = width > 0 ? values.slice(-width) : [];
  const most = Math.max(0, ...shown);
  const bar = (value: number): string =>
    BARS[most === 0 ? 0 : Math.round((Math.max(0, value) / most) * (BARS.length - 1))] ?? '';
  return shown.map(bar).join('');
}
