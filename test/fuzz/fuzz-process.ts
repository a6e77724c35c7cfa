import { Worker } from 'node:worker_threads';
import type { FuzzReport } from './fuzzer.ts';
import { LastInput } from './last-input.ts';

/** What a worker is told to do. */
export interface WorkerOrder {
  readonly name: string;
  readonly count: number;
  readonly seed: number;
  readonly memory: SharedArrayBuffer;
  /** The file of `targets/` that has it; all of them are searched when none is named. */
  readonly file?: string;
}

/** An input that takes longer counts as one that never ends; the slowest honest ones take milliseconds. */
const HANG_MS = 30_000;
const LOOK_EVERY_MS = 1000;
/** A decoder that asks for more has believed a length. */
const MAX_HEAP_MB = 512;

/** Fuzzes one decoder in a thread of its own: one that hangs, dies or eats all memory is a fault like others. */
export function fuzzInWorker(
  program: URL,
  order: Omit<WorkerOrder, 'memory'>,
  hangMs: number = HANG_MS,
): Promise<FuzzReport> {
  const lastInput = new LastInput();
  const worker = new Worker(program, {
    workerData: { ...order, memory: lastInput.memory },
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  return new Promise((resolve) => {
    const end = (report: FuzzReport): void => {
      clearInterval(watch);
      resolve(report);
      void worker.terminate();
    };
    const watch = watchFor(lastInput, hangMs, () => end(failed(order.name, 'it hangs', lastInput)));
    worker.once('message', (report: FuzzReport) => end(report));
    worker.once('error', (error) => end(failed(order.name, `the thread died: ${String(error)}`, lastInput)));
    worker.once('exit', () => end(failed(order.name, 'the thread ended without a report', lastInput)));
  });
}

function watchFor(lastInput: LastInput, hangMs: number, onHang: () => void): NodeJS.Timeout {
  let [count, quietMs] = [0, 0];
  return setInterval(
    () => {
      quietMs = lastInput.count === count ? quietMs + Math.min(LOOK_EVERY_MS, hangMs) : 0;
      count = lastInput.count;
      if (quietMs >= hangMs) onHang();
    },
    Math.min(LOOK_EVERY_MS, hangMs),
  );
}

function failed(target: string, what: string, lastInput: LastInput): FuzzReport {
  const faults = [{ what, input: lastInput.get() }];
  return { target, inputs: lastInput.count, taken: 0, refused: {}, covered: 0, corpus: [], faults };
}
