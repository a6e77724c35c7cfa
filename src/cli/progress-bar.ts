import { formatBytes, formatRate } from './byte-count.ts';
import { formatSpan } from './duration.ts';
import { columnsOf, isTerminal, type StandardStream } from './terminal.ts';

const SHOWN_AFTER_MS = 1000;
const REDRAWN_EVERY_MS = 100;
const MAX_BAR_WIDTH = 40;
const MIN_BAR_WIDTH = 5;

/** How far something is; `etaMs` is undefined while it cannot be told. */
export interface Progress {
  readonly name: string;
  readonly bytes: number;
  /** Undefined when nobody knows it before the end. */
  readonly totalBytes: number | undefined;
  readonly elapsedMs: number;
  readonly bytesPerSecond: number;
  readonly etaMs: number | undefined;
}

/** A line that shows progress at a terminal, once it is clear that it takes more than a second. Silent elsewhere. */
export class ProgressBar {
  readonly #stream: StandardStream;
  readonly #isEnabled: boolean;
  #drawnAtMs = -REDRAWN_EVERY_MS;
  #isShown = false;

  constructor(stream: StandardStream) {
    this.#stream = stream;
    this.#isEnabled = isTerminal(stream);
  }

  /** Takes in the newest progress; draws at most ten times a second. */
  update(progress: Progress): void {
    if (!this.#isEnabled || progress.elapsedMs < SHOWN_AFTER_MS) return;
    if (progress.elapsedMs - this.#drawnAtMs < REDRAWN_EVERY_MS) return;
    this.#drawnAtMs = progress.elapsedMs;
    this.#isShown = true;
    this.#stream.write(`\r\x1b[K${progressLine(progress, columnsOf(this.#stream))}`);
  }

  /** Takes the line away, so that something else can be written. */
  clear(): void {
    if (this.#isShown) this.#stream.write('\r\x1b[K');
    this.#isShown = false;
    this.#drawnAtMs = -REDRAWN_EVERY_MS;
  }
}

/** One line of progress, no wider than `columns`: name, bar, share, bytes, rate and the time that is left. */
export function progressLine(progress: Progress, columns: number): string {
  const { totalBytes } = progress;
  if (totalBytes === undefined) return openEndedLine(progress).slice(0, Math.max(0, columns - 1));
  const share = totalBytes === 0 ? 1 : Math.min(1, progress.bytes / totalBytes);
  const facts = [
    `${Math.floor(share * 100)} %`.padStart(5),
    `${formatBytes(progress.bytes)} of ${formatBytes(totalBytes)}`,
    formatRate(progress.bytesPerSecond),
    progress.etaMs === undefined ? 'time left unknown' : `${formatSpan(progress.etaMs)} left`,
  ].join('  ');
  const barWidth = Math.min(MAX_BAR_WIDTH, columns - progress.name.length - facts.length - 7);
  const bar = barWidth >= MIN_BAR_WIDTH ? `[${'#'.repeat(Math.round(share * barWidth)).padEnd(barWidth)}]  ` : '';
  return `${progress.name}  ${bar}${facts}`.slice(0, Math.max(0, columns - 1));
}

function openEndedLine({ name, bytes, bytesPerSecond, elapsedMs }: Progress): string {
  return [name, formatBytes(bytes), formatRate(bytesPerSecond), `${formatSpan(elapsedMs)} so far`].join('  ');
}
