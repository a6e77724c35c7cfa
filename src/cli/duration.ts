const MS_PER_SECOND = 1000;
const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;
const SECONDS_PER_DAY = 86_400;

/** A measured time for people: `0.42 ms`, `12.3 ms`, `4.1 s`, then as {@link formatSpan}. */
export function formatDuration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(2)} ms`;
  if (ms < 100) return `${ms.toFixed(1)} ms`;
  if (ms < MS_PER_SECOND) return `${ms.toFixed(0)} ms`;
  if (ms < SECONDS_PER_MINUTE * MS_PER_SECOND) return `${(ms / MS_PER_SECOND).toFixed(1)} s`;
  return formatSpan(ms);
}

/** A span of time for people, in its two largest units: `42 s`, `3 min 5 s`, `2 h 10 min`, `4 d 3 h`. */
export function formatSpan(ms: number): string {
  const seconds = Math.round(ms / MS_PER_SECOND);
  const days = Math.floor(seconds / SECONDS_PER_DAY);
  const hours = Math.floor(seconds / SECONDS_PER_HOUR) % 24;
  const minutes = Math.floor(seconds / SECONDS_PER_MINUTE) % 60;
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  if (minutes > 0) return `${minutes} min ${seconds % SECONDS_PER_MINUTE} s`;
  return `${seconds} s`;
}
