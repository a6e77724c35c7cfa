import type { TimedStep } from './reducer-event.ts';

/** How long each step waits in round 0, and how much longer in each round after it. In milliseconds. */
export interface TimeoutPolicy {
  readonly baseMs: Readonly<Record<TimedStep, number>>;
  readonly growthMs: number;
}

/** Time-outs for validators some 100 ms apart. */
export const defaultTimeouts: TimeoutPolicy = {
  baseMs: { propose: 3000, prevote: 1000, precommit: 1000 },
  growthMs: 500,
};

/** Time-outs grow with the round and without limit: in some round they outlast any delay. spec/consensus §9 */
export function timeoutMs({ baseMs, growthMs }: TimeoutPolicy, step: TimedStep, round: number): number {
  return baseMs[step] + growthMs * round;
}
