import type { Clock, LogLevel, MetricsSink, ScheduledCall } from '../../base/index.ts';
import { jsonLine } from './json-line.ts';
import { LineQueue, type QueuedLine } from './line-queue.ts';
import type { LineSink } from './line-sink.ts';
import { isAtLeast } from './log-entry.ts';
import type { RotatingFile } from './rotating-file.ts';

/** Characters that may wait for the disk. */
export const LOG_QUEUE_CHARS: number = 4 * 1024 * 1024;

/** How long a line below `warn` waits for others to be written with it: one write costs as much as ten lines. */
export const LOG_GATHER_MS = 20;

const BATCH_CHARS = 65_536;
const AFTER_FAILURE_MS = 1000;
const encoder: TextEncoder = new TextEncoder();

/** What a writer is made with. */
export interface LogWriterOptions {
  readonly file: Pick<RotatingFile, 'append' | 'appendNow' | 'close'>;
  readonly clock: Clock;
  readonly metrics: MetricsSink;
  readonly queueChars?: number;
  /** Told once when lines cannot be written, and again after they could be. */
  readonly onFailure?: (error: unknown) => void;
}

/**
 * Writes lines to a file without ever holding up who logs: one write is under way, the rest waits in a bounded queue.
 *
 *     line --warn, error, kept, or many wait--> written at the end of this turn, with all before it
 *          --any other--> written LOG_GATHER_MS after the first that waits
 *
 * When the disk is too slow or full, lines of the lowest levels are dropped and counted, and a line says so once there is room. Lines that are
 * kept whatever happens (`audit`) are written at once instead, by the caller: the only case in which logging takes the time of a disk.
 */
export class LogWriter implements LineSink, AsyncDisposable {
  readonly #options: LogWriterOptions;
  readonly #queue: LineQueue;
  /** Characters that are worth a write of their own. */
  readonly #batchChars: number;
  #writing: Promise<void> | undefined;
  #gathering: ScheduledCall | undefined;
  /** Whether all that waits is to be written, however little it is. */
  #isDue = false;
  #isFailing = false;
  #isClosed = false;

  constructor(options: LogWriterOptions) {
    this.#options = options;
    const queueChars = options.queueChars ?? LOG_QUEUE_CHARS;
    this.#batchChars = Math.min(BATCH_CHARS, queueChars / 2);
    this.#queue = new LineQueue(queueChars);
  }

  write(line: QueuedLine): void {
    if (this.#isClosed) return;
    this.#queue.push(line);
    if (this.#queue.isOverfull) return this.#writeNow();
    if (line.isKept || isAtLeast(line.level, 'warn')) this.#isDue = true;
    this.#writeOrGather();
  }

  /** Settles when everything logged so far is with the operating system, or could not be written. */
  async flush(): Promise<void> {
    this.#writeDue();
    await this.#writing;
  }

  async close(): Promise<void> {
    await this.flush();
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#gathering?.cancel();
    if (this.#queue.chars > 0) this.#writeNow();
    this.#options.file.close();
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #isWorthWriting(): boolean {
    const { chars } = this.#queue;
    return chars > 0 && !this.#isFailing && (this.#isDue || chars >= this.#batchChars);
  }

  #writeOrGather(): void {
    if (this.#writing !== undefined || this.#queue.chars === 0 || this.#isFailing) return;
    if (this.#isWorthWriting) {
      this.#writing = this.#writeAll();
      return;
    }
    const writeDue = (): void => {
      this.#gathering = undefined;
      this.#writeDue();
    };
    this.#gathering ??= this.#options.clock.schedule(LOG_GATHER_MS, writeDue, { holdsProcess: true });
  }

  /** Writes what waits, without waiting for more. */
  #writeDue(): void {
    this.#isDue = this.#queue.chars > 0;
    this.#writeOrGather();
  }

  async #writeAll(): Promise<void> {
    this.#gathering?.cancel();
    this.#gathering = undefined;
    // Lines of the same turn go out together.
    await Promise.resolve();
    while (this.#isWorthWriting) {
      const text = this.#droppedLine() + this.#queue.take(BATCH_CHARS);
      this.#isDue &&= this.#queue.chars > 0;
      try {
        await this.#options.file.append(encoder.encode(text));
        this.#isFailing = false;
      } catch (error) {
        this.#fail(error, text);
      }
    }
    this.#writing = undefined;
    if (!this.#isClosed) this.#writeOrGather();
  }

  /** Everything that waits, by whoever is logging. */
  #writeNow(): void {
    const text = this.#droppedLine() + this.#queue.take(Number.POSITIVE_INFINITY);
    try {
      this.#options.file.appendNow(encoder.encode(text));
    } catch (error) {
      this.#fail(error, text);
    }
  }

  /** What could not be written is lost, as it is not known how much of it was; what comes meanwhile waits. */
  #fail(error: unknown, text: string): void {
    const { metrics, clock, onFailure } = this.#options;
    const lines = text.split('\n').length - 1;
    metrics.count('qforge_log_lines_lost_total', lines, { reason: 'unwritable' });
    if (!this.#isFailing) onFailure?.(error);
    this.#isFailing = true;
    clock.schedule(AFTER_FAILURE_MS, () => {
      this.#isFailing = false;
      if (!this.#isClosed) this.#writeDue();
    });
  }

  /** A line that says how many are missing, if there are any. */
  #droppedLine(): string {
    const dropped = this.#queue.takeDropped();
    if (dropped.size === 0) return '';
    for (const [level, lines] of dropped) this.#count(lines, level);
    const fields = [...dropped];
    return jsonLine({
      timeMs: this.#options.clock.wallMs(),
      level: 'warn',
      category: 'system',
      message: 'log lines dropped',
      traceId: undefined,
      spanId: undefined,
      fields,
    });
  }

  #count(lines: number, level: LogLevel): void {
    this.#options.metrics.count('qforge_log_lines_lost_total', lines, { reason: `slow disk, ${level}` });
  }
}
