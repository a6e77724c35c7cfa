import type { QueuedLine } from './line-queue.ts';

/** Where finished lines go. Never throws, never waits. */
export interface LineSink {
  write(line: QueuedLine): void;
  /** Settles when all lines are out. */
  close(): Promise<void>;
}

/** Lines to a stream such as standard error; what a stream does not take at once waits in it. */
export function streamSink(stream: { write(text: string): unknown }): LineSink {
  return { write: ({ text }) => void stream.write(text), close: () => Promise.resolve() };
}
