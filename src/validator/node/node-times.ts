import { defaultTimeouts, type TimeoutPolicy } from '../../consensus/index.ts';

/** How long a running validator waits for what. In milliseconds. */
export interface NodeTimes {
  readonly timeouts: TimeoutPolicy;
  /** How long news of others wait before peers are told in short what is known: those that have it by then need no more. */
  readonly relayMs: number;
  /** Between two repetitions of what is known, in short. */
  readonly repeatMs: number;
  /** Between two requests for history. */
  readonly fetchMs: number;
  /** How long a proposer waits for ballots before it offers a tick. */
  readonly gatherMs: number;
  /** How long proposals may lie undecided before the log grows by a tick, towards their deadlines. */
  readonly tickMs: number;
  /** How long after the last decision they are folded into the log, if not by their number before. */
  readonly foldMs: number;
}

/** For validators some 100 ms apart. */
export const defaultNodeTimes: NodeTimes = {
  timeouts: defaultTimeouts,
  relayMs: 100,
  repeatMs: 1000,
  fetchMs: 250,
  gatherMs: 500,
  tickMs: 30_000,
  foldMs: 100,
};

/** For validators of one machine or one site. */
export const fastTimes: NodeTimes = {
  timeouts: { baseMs: { propose: 400, prevote: 200, precommit: 200 }, growthMs: 100 },
  relayMs: 30,
  repeatMs: 300,
  fetchMs: 100,
  gatherMs: 100,
  tickMs: 2000,
  foldMs: 50,
};
