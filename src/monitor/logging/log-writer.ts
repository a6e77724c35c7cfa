import type { Clock, LogLevel, MetricsSink } from '../../base/index.ts';
import { jsonLine } from './json-line.ts';
import { LineQueue, type QueuedLine } from './line-queue.ts';
import type { LineSink } from './line-sink.ts';
import type { RotatingFile } from './rotating-file.ts';

/** Characters that may wait for the disk. */
export const LOG_QUEUE_CHARS: number = 4 * 1024 * 1024;

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
 * When the disk is too slow or full, lines of the lowest levels are dropped and counted, and a line says so once there is room. Lines that are
 * kept whatever happens (`audit`) are written at once instead, by the caller: the only case in which logging takes the time of a disk.
 */
export class LogWriter implements LineSink {
  readonly #options: LogWriterOptions;
  readonly #queue: LineQueue;
  #writing: Promise<void> | undefined;
  #isFailing = false;
  #isClosed = false;

  constructor(options: LogWriterOptions) {
    this.#options = options;
    this.#queue = new LineQueue(options.queueChars ?? LOG_QUEUE_CHARS);
  }

  write(line: QueuedLine): void {
    if (this.#isClosed) return;
    this.#queue.push(line);
    if (this.#queue.isOverfull) this.#writeNow();
    else this.#writing ??= this.#writeAll();
  }

  /** Settles when everything logged so far is with the operating system, or could not be written. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async close(): Promise<void> {
    await this.flush();
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#queue.chars > 0) this.#writeNow();
    this.#options.file.close();
  }

  async #writeAll(): Promise<void> {
    // Lines of the same turn go out together.
    await Promise.resolve();
    while (this.#queue.chars > 0 && !this.#isFailing) {
      const text = this.#droppedLine() + this.#queue.take(BATCH_CHARS);
      try {
        await this.#options.file.append(encoder.encode(text));
        this.#isFailing = false;
      } catch (error) {
        this.#fail(error, text);
      }
    }
    this.#writing = undefined;
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
      if (!this.#isClosed && this.#queue.chars > 0) this.#writing ??= this.#writeAll();
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
