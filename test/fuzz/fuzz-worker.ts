import { parentPort, workerData } from 'node:worker_threads';
import { readCorpus } from './corpus-file.ts';
import { CoverageMap } from './coverage-map.ts';
import type { WorkerOrder } from './fuzz-process.ts';
import { Fuzzer } from './fuzzer.ts';
import { LastInput } from './last-input.ts';

// Before the sources are compiled: V8 counts branches only in what it compiles from then on.
using coverage = new CoverageMap();
const { fuzzTargets } = await import('./targets/all-targets.ts');

const { name, count, seed, memory } = workerData as WorkerOrder;
const target = fuzzTargets.find((candidate) => candidate.name === name);
if (target === undefined) throw new RangeError(`there is no target ${name}`);
const lastInput = new LastInput(memory);
const corpus = readCorpus(name);
const report = await new Fuzzer(target, { count, seed, corpus, onInput: (input) => lastInput.set(input) }).run(
  coverage,
);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(report);
