import { parentPort, workerData } from 'node:worker_threads';
import type { TwinsOptions } from './twins-run.ts';
import { runSeeds } from './twins-seeds.ts';

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(runSeeds(workerData as TwinsOptions));
