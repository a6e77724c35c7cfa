const MS_PER_SECOND = 1000;
/** `2026-11-30T09:20:00.` */
const SECONDS_CHARS = 20;

/** The second that was written last, and how it begins: many lines come in one second. */
let lastSecond = Number.NaN;
let lastText = '';

/** A wall-clock time as `2026-11-30T09:20:00.007Z`. Throws a `RangeError` for a time that is none. */
export function isoTime(timeMs: number): string {
  const wholeMs = Math.trunc(timeMs);
  const second = Math.floor(wholeMs / MS_PER_SECOND);
  if (second !== lastSecond) {
    const text = new Date(timeMs).toISOString();
    // Years of more than four digits are written longer.
    if (text.length !== SECONDS_CHARS + 4) return text;
    lastText = text.slice(0, SECONDS_CHARS);
    lastSecond = second;
  }
  return `${lastText}${String(wholeMs - second * MS_PER_SECOND).padStart(3, '0')}Z`;
}
