import { parentPort, workerData } from 'node:worker_threads';
import { readCorpus } from './corpus-file.ts';
import { CoverageMap } from './coverage-map.ts';
import type { WorkerOrder } from './fuzz-process.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { Fuzzer } from './fuzzer.ts';
import { LastInput } from './last-input.ts';

// Before the sources are compiled: V8 counts branches only in what it compiles from then on.
using coverage = new CoverageMap();
const { name, count, seed, memory, file = 'all-targets.ts' } = workerData as WorkerOrder;
const exported: readonly unknown[] = Object.values((await import(`./targets/${file}`)) as object);
const targets = exported.flatMap((each) => (Array.isArray(each) ? (each as readonly FuzzTarget[]) : []));
const target = targets.find((candidate) => candidate.name === name);
if (target === undefined) throw new RangeError(`there is no target ${name}`);
const lastInput = new LastInput(memory);
const corpus = readCorpus(name);
const report = await new Fuzzer(target, { count, seed, corpus, onInput: (input) => lastInput.set(input) }).run(
  coverage,
);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(report);
