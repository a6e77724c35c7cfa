import { MessageChannel } from 'node:worker_threads';
import type { BackendResult, ImportedCircuit, JobProgress } from '../quantum/index.ts';
import { Interruption } from './interruption.ts';
import { outcomeLines, outcomeTable } from './outcome-table.ts';
import { backendNamed } from './quantum-backend.ts';
import { printJson, printLines, printNote } from './standard-output.ts';
import { isTerminal } from './terminal.ts';

/** How a circuit is run on a backend. */
export interface BackendRun {
  readonly backend: string;
  readonly shots: number;
  readonly seed: number;
  /** Whether the simulator may stand in for the backend. */
  readonly mayFallBack: boolean;
  readonly json: boolean;
}

/** Runs a circuit on a backend and prints what it measured; Ctrl-C cancels the job there too. */
export async function runOnBackend({ circuit }: ImportedCircuit, run: BackendRun): Promise<void> {
  const { FallbackBackend, LocalBackend, SeededRandom } = await import('../quantum/index.ts');
  const { signal } = new Interruption('task');
  const first = await backendNamed(run.backend, process.env, run.seed);
  const backend = run.mayFallBack
    ? new FallbackBackend(first, new LocalBackend(new SeededRandom(run.seed)), ({ from, reason }) => {
        printNote(`the simulator stands in for ${from}: ${reason}`);
      })
    : first;
  const result = await keptAlive(() => backend.run(circuit, run.shots, { signal, onProgress: progressNotes() }));
  if (run.json) return printJson({ ...result, counts: Object.fromEntries(result.counts) });
  printResult(result);
}

/** Timers of the clock let a process end, also one that waits for the next look at a job; an open port does not. */
async function keptAlive<T>(work: () => Promise<T>): Promise<T> {
  const { port1, port2 } = new MessageChannel();
  port1.ref();
  try {
    return await work();
  } finally {
    port1.close();
    port2.close();
  }
}

/** A note for every state that a job comes into. */
function progressNotes(): (progress: JobProgress) => void {
  let last = '';
  return ({ jobId, state, waitedMs }) => {
    if (state !== last) printNote(`job ${jobId}: ${state} after ${Math.round(waitedMs / 1_000)} s`);
    last = state;
  };
}

function printResult({ counts, shots, backend, simulated }: BackendResult): void {
  printLines(isTerminal(process.stdout) ? outcomeTable(counts, shots) : outcomeLines(counts));
  printNote(`${shots} shots on ${backend}${simulated ? ', simulated' : ''}`);
}
