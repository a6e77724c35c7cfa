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

/** When an input counts as one that never ends. */
export interface HangLimits {
  /** Processor time of the thread: a machine with much else to do is no hang. The slowest honest inputs take milliseconds. */
  readonly processorMs: number;
  /** Time on the clock: for what waits instead of working, and for what does not let the thread be asked. */
  readonly clockMs: number;
}

const HANG: HangLimits = { processorMs: 30_000, clockMs: 600_000 };
const LOOK_EVERY_MS = 1000;
const US_PER_MS = 1000;
/** A decoder that asks for more has believed a length. */
const MAX_HEAP_MB = 512;

/** Fuzzes one decoder in a thread of its own: one that hangs, dies or eats all memory is a fault like others. */
export function fuzzInWorker(
  program: URL,
  order: Omit<WorkerOrder, 'memory'>,
  limits: HangLimits = HANG,
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
    const watch = watchFor(worker, lastInput, limits, (what) => end(failed(order.name, what, lastInput)));
    worker.once('message', (report: FuzzReport) => end(report));
    worker.once('error', (error) => end(failed(order.name, `the thread died: ${String(error)}`, lastInput)));
    worker.once('exit', () => end(failed(order.name, 'the thread ended without a report', lastInput)));
  });
}

function watchFor(
  worker: Worker,
  lastInput: LastInput,
  { processorMs, clockMs }: HangLimits,
  onHang: (what: string) => void,
): NodeJS.Timeout {
  let [count, beganUs, usedUs, beganMs] = [-1, 0, 0, performance.now()];
  const look = (): void => {
    if (lastInput.count !== count) [count, beganUs, beganMs] = [lastInput.count, usedUs, performance.now()];
    if (usedUs - beganUs >= processorMs * US_PER_MS) onHang('it hangs');
    else if (performance.now() - beganMs >= clockMs) onHang('it waits for ever');
    // A thread that is gone has told its end already.
    worker.cpuUsage().then(
      ({ user, system }) => (usedUs = user + system),
      () => undefined,
    );
  };
  return setInterval(look, Math.min(LOOK_EVERY_MS, processorMs, clockMs));
}

function failed(target: string, what: string, lastInput: LastInput): FuzzReport {
  const faults = [{ what, input: lastInput.get() }];
  return { target, inputs: lastInput.count, taken: 0, refused: {}, covered: 0, corpus: [], faults };
}
