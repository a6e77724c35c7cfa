import type { LogLevel } from '../../base/index.ts';
import { LOG_LEVELS } from './log-entry.ts';

/** A line that waits to be written. */
export interface QueuedLine {
  readonly text: string;
  readonly level: LogLevel;
  /** Lines that are never dropped. */
  readonly isKept: boolean;
}

interface Lane {
  readonly lines: { readonly text: string; readonly order: number }[];
  first: number;
}

const KEPT = LOG_LEVELS.length;

/**
 * Lines that wait for a slow disk, bounded: when there is no room, the oldest lines of the lowest level give way, also to a new
 * line that is no lower. What is kept whatever happens is counted, so that its owner sees that it must be written now.
 *
 *     one lane a level, and one for what is kept; lines come out in the order in which they came in
 */
export class LineQueue {
  readonly #limitChars: number;
  readonly #lanes: readonly Lane[] = Array.from({ length: KEPT + 1 }, () => ({ lines: [], first: 0 }));
  readonly #dropped = new Map<LogLevel, number>();
  #chars = 0;
  #order = 0;

  constructor(limitChars: number) {
    this.#limitChars = limitChars;
  }

  /** Characters that wait. */
  get chars(): number {
    return this.#chars;
  }

  /** Whether even what is kept has no room any more. */
  get isOverfull(): boolean {
    return this.#chars > this.#limitChars;
  }

  /** Takes a line, and drops lower ones or it where there is no room. */
  push({ text, level, isKept }: QueuedLine): void {
    const lane = isKept ? KEPT : LOG_LEVELS.indexOf(level);
    while (this.#chars + text.length > this.#limitChars && this.#dropBelow(Math.min(lane, KEPT - 1)));
    if (!isKept && this.#chars + text.length > this.#limitChars) return this.#countDropped(level);
    this.#lanes[lane]?.lines.push({ text, order: this.#order++ });
    this.#chars += text.length;
  }

  /** Takes out so many characters of lines at least, or all there are. */
  take(chars: number): string {
    const taken: string[] = [];
    const wanted = this.#chars - chars;
    while (this.#chars > Math.max(0, wanted)) {
      const lane = this.#oldest();
      if (lane === undefined) break;
      taken.push(this.#shift(lane));
    }
    // One text without seams: what is put together bit by bit is taken apart again to be written.
    return taken.join('');
  }

  /** How many lines of each level were dropped since this was asked last. */
  takeDropped(): ReadonlyMap<LogLevel, number> {
    const dropped = new Map(this.#dropped);
    this.#dropped.clear();
    return dropped;
  }

  /** Drops the oldest line of the lowest level, up to that one. */
  #dropBelow(highest: number): boolean {
    const index = this.#lanes.findIndex(({ lines, first }, lane) => lane <= highest && lines.length > first);
    const [lane, level] = [this.#lanes[index], LOG_LEVELS[index]];
    if (lane === undefined || level === undefined) return false;
    this.#shift(lane);
    this.#countDropped(level);
    return true;
  }

  #countDropped(level: LogLevel): void {
    this.#dropped.set(level, (this.#dropped.get(level) ?? 0) + 1);
  }

  #oldest(): Lane | undefined {
    let oldest: Lane | undefined;
    for (const lane of this.#lanes) if (orderOf(lane) < orderOf(oldest)) oldest = lane;
    return oldest;
  }

  #shift(lane: Lane): string {
    const text = lane.lines[lane.first]?.text ?? '';
    lane.first += 1;
    this.#chars -= text.length;
    // What was taken out is let go of now and then, not each time.
    if (lane.first * 2 >= lane.lines.length) {
      lane.lines.splice(0, lane.first);
      lane.first = 0;
    }
    return text;
  }
}

function orderOf(lane: Lane | undefined): number {
  return lane?.lines[lane.first]?.order ?? Number.POSITIVE_INFINITY;
}
