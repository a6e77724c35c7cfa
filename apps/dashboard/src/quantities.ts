/** Between a number and its unit, and between groups of digits: a line never breaks there. */
const NARROW_SPACE = '\u202f';

const NOTHING = '–';

/** A value as it is read: the number and its unit apart, so that they can be set in different sizes. */
export interface Quantity {
  readonly number: string;
  readonly unit: string;
}

/** Three significant digits at most, digits in groups of three. */
export function plainNumber(value: number): string {
  if (!Number.isFinite(value)) return NOTHING;
  const size = Math.abs(value);
  const digits = size === 0 || size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.995 ? 2 : 3;
  return grouped(trimmed(value.toFixed(digits)));
}

/** A whole number, digits in groups of three. */
export function wholeNumber(value: number): string {
  return Number.isFinite(value) ? grouped(Math.round(value).toString()) : NOTHING;
}

/** How many there are, to the last one. */
export function counted(value: number | undefined): Quantity {
  return { number: value === undefined ? NOTHING : wholeNumber(value), unit: '' };
}

/** Numbers with the prefixes k, M, G. */
export function scaled(value: number | undefined, unit: string): Quantity {
  if (value === undefined || !Number.isFinite(value)) return { number: NOTHING, unit };
  const steps = ['', 'k', 'M', 'G', 'T'];
  // What would be rounded to a thousand belongs to the next step.
  const found = steps.findIndex((_, step) => value < 999.5 * 1000 ** step);
  const at = found === -1 ? steps.length - 1 : found;
  return { number: plainNumber(value / 1000 ** at), unit: `${steps[at] ?? ''}${unit}` };
}

/** Bytes, in powers of a thousand. */
export function byteCount(bytes: number | undefined): Quantity {
  return scaled(bytes, 'B');
}

/** Bytes of what is set in powers of two, in such powers. */
export function binaryByteCount(bytes: number): Quantity {
  const steps = ['B', 'KiB', 'MiB', 'GiB'];
  const at = bytes < 1024 ? 0 : Math.min(steps.length - 1, Math.floor(Math.log2(bytes) / 10));
  return { number: plainNumber(bytes / 1024 ** at), unit: steps[at] ?? '' };
}

/** Milliseconds as µs, ms, s, min, h or d. */
export function duration(ms: number | undefined): Quantity {
  if (ms === undefined || !Number.isFinite(ms)) return { number: NOTHING, unit: 'ms' };
  if (ms === 0) return { number: '0', unit: 'ms' };
  if (ms < 1) return { number: plainNumber(ms * 1000), unit: 'µs' };
  if (ms < 1000) return { number: plainNumber(ms), unit: 'ms' };
  if (ms < 120_000) return { number: plainNumber(ms / 1000), unit: 's' };
  if (ms < 7_200_000) return { number: plainNumber(Math.floor(ms / 60_000)), unit: 'min' };
  if (ms < 172_800_000) return { number: plainNumber(Math.floor(ms / 3_600_000)), unit: 'h' };
  return { number: plainNumber(Math.floor(ms / 86_400_000)), unit: 'd' };
}

/** A share from 0 to 1 in percent. */
export function percentage(ratio: number | undefined): Quantity {
  if (ratio === undefined || !Number.isFinite(ratio)) return { number: NOTHING, unit: '%' };
  // Nearly all is not all, however it would be rounded.
  const percent = ratio < 1 ? Math.min(99.99, ratio * 100) : ratio * 100;
  const digits = percent >= 100 || percent === 0 ? 0 : percent > 99 ? 2 : 1;
  return { number: percent.toFixed(digits), unit: '%' };
}

/** A quantity in one line of text. */
export function quantityText({ number, unit }: Quantity): string {
  return unit === '' ? number : `${number}${NARROW_SPACE}${unit}`;
}

/** The time of day by this machine's clock. */
export function timeOfDay(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB');
}

/** Date and time by this machine's clock. */
export function dateAndTime(atMs: number): string {
  return new Date(atMs).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/u, '') : text;
}

function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const groups = whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, NARROW_SPACE);
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}
