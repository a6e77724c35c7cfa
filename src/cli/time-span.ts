import { QForgeError } from '../base/index.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time as it was given for a flag, such as `90s`, `30min`, `2h` or `7d`, in milliseconds. Throws `ARGUMENT_INVALID`. */
export function timeSpan(flag: string, given: string): number {
  const groups = /^(?<count>\d{1,6}) ?(?<unit>s|min|h|d)$/u.exec(given)?.groups;
  const unitMs = UNITS[groups?.['unit'] ?? ''];
  if (unitMs !== undefined) return Number(groups?.['count']) * unitMs;
  throw new QForgeError('ARGUMENT_INVALID', {
    argument: flag,
    reason: `"${given}" is no time such as 30min, 2h or 7d`,
  });
}
