import type { NodeTimes } from '../../../src/validator/node/node-times.ts';

/** Repetitions are rare: what a process that dies has missed it is told when it comes back. */
export const killTimes: NodeTimes = {
  timeouts: { baseMs: { propose: 300, prevote: 150, precommit: 150 }, growthMs: 200 },
  relayMs: 20,
  repeatMs: 1500,
  fetchMs: 50,
  gatherMs: 50,
  tickMs: 2000,
  foldMs: 5,
};
